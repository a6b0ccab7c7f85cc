"""Garbage collector settings of a function: off while modules load, rarer afterwards.

Loading makes tens of thousands of objects that all stay: looking through them for garbage, over and over, is a tenth of
a cold start.
"""

import gc

_THRESHOLD = 20_000
"""Objects before the collector looks for garbage, instead of 700: nearly all live until the response."""


def pause() -> None:
    """Turn the collector off, before anything else is imported."""
    gc.disable()


def resume() -> None:
    """Turn the collector on again, where it was paused; what is loaded by now is never looked at."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_THRESHOLD)
        gc.enable()
