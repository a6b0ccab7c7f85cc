"""Cache of rendered response bodies, by variant, for as long as their source value stays the same."""

from collections.abc import Callable

_MAX_VARIANTS = 8
"""So many languages are kept; whoever asks for made-up ones fills no memory."""


class ResponseCache:
    """The bodies made of one value, by form (such as the language)."""

    def __init__(self) -> None:
        self._value: object = None
        self._bodies: dict[str, bytes] = {}

    def get_or_render(self, value: object, variant: str, render: Callable[[], bytes]) -> bytes:
        """Return what `render` makes of this very value in this form; it is called only where that is not kept."""
        if value is not self._value:
            self._value, self._bodies = value, {}
        if variant not in self._bodies:
            if len(self._bodies) == _MAX_VARIANTS:
                self._bodies.clear()
            self._bodies[variant] = render()
        return self._bodies[variant]
