"""Cache of rendered response bodies, by variant, valid while their source value stays the same."""

from collections.abc import Callable

_MAX_VARIANTS = 8
"""Maximum number of languages, so that made-up ones do not fill memory."""


class ResponseCache:
    """Rendered bodies of one value, by variant (such as the language)."""

    def __init__(self) -> None:
        self._value: object = None
        self._bodies: dict[str, bytes] = {}

    def get_or_render(self, value: object, variant: str, render: Callable[[], bytes]) -> bytes:
        """Return the rendered body of this value and variant; calls `render` only on a cache miss."""
        if value is not self._value:
            self._value, self._bodies = value, {}
        if variant not in self._bodies:
            if len(self._bodies) == _MAX_VARIANTS:
                self._bodies.clear()
            self._bodies[variant] = render()
        return self._bodies[variant]
