"""Log of all received calls, for tests."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

from .formats import Record

__all__ = ["Call", "CallLog"]

_MAX_CALLS = 50_000


@dataclass(slots=True)
class Call:
    """One request. `status` is None until it was answered; header values are not stored."""

    at: datetime
    method: str
    path: str
    operation: str | None
    headers: list[str]
    body: str
    status: int | None = None
    fault: str | None = None

    def render(self) -> Record:
        """Return the call as JSON; `path` is the raw path with its query."""
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "operation": self.operation,
            "headers": self.headers,
            "body": self.body,
            "status": self.status,
            "fault": self.fault,
        }


class CallLog:
    """The latest calls, in order of arrival."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=_MAX_CALLS)

    def add(self, call: Call) -> None:
        """Record a call that just arrived; its outcome is added later."""
        self._calls.append(call)

    def clear(self) -> None:
        """Delete all calls."""
        self._calls.clear()

    def render(self) -> Record:
        """Return the calls and their number by operation."""
        counts = Counter(call.operation or "unknown" for call in self._calls)
        return {"calls": [call.render() for call in self._calls], "counts": dict(counts)}
