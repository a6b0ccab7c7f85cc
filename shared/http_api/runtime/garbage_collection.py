"""Garbage collector settings of a function: off during imports, less frequent afterwards.

Imports create tens of thousands of permanent objects; scanning them repeatedly takes about 9 ms of a cold start.
"""

import gc

_THRESHOLD = 20_000
"""Allocations between collections, instead of 700: most objects exist until the response is sent."""


def pause() -> None:
    """Disable the collector, before any other import."""
    gc.disable()


def resume() -> None:
    """Enable the collector if it was paused; objects that exist now are never scanned."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_THRESHOLD)
        gc.enable()
