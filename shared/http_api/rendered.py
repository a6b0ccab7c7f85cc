"""Answers that many ask for, made once from the same value and kept while it stays the same."""

from collections.abc import Callable

_FORMS = 8
"""So many languages are kept; whoever asks for made-up ones fills no memory."""


class Rendered:
    """The bodies made of one value, by form (such as the language)."""

    def __init__(self) -> None:
        self._value: object = None
        self._bodies: dict[str, bytes] = {}

    def of(self, value: object, form: str, make: Callable[[], bytes]) -> bytes:
        """Return what `make` makes of this very value in this form; it is called only where that is not kept."""
        if value is not self._value:
            self._value, self._bodies = value, {}
        if form not in self._bodies:
            if len(self._bodies) == _FORMS:
                self._bodies.clear()
            self._bodies[form] = make()
        return self._bodies[form]
