"""Hooks for schemathesis: valid requests that can succeed. Invalid ones stay unchanged."""

import os
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import httpx
import schemathesis
from hypothesis import strategies as st

from tests.support.clock import SUITE_NOW
from tests.support.http import NO_TLS

_DAY, _QUARTER = timedelta(days=1), timedelta(minutes=15)
_TOMORROW = SUITE_NOW.replace(hour=15, minute=0, second=0, microsecond=0) + _DAY

_LONGEST_QUERY = 8000


def _instant(quarters: int) -> str:
    return (_TOMORROW + quarters * _QUARTER).isoformat()


def _day(days: int) -> str:
    return (_TOMORROW + days * _DAY).date().isoformat()


# From some days ago to beyond the horizon, mostly in between.
schemathesis.openapi.format("date-time", (st.integers(0, 27 * 96) | st.integers(-3 * 96, 40 * 96)).map(_instant))
schemathesis.openapi.format("date", (st.integers(0, 27) | st.integers(-3, 40)).map(_day))

_DESTINATION = ("toEvseId", "startAt", "endAt")
_OTHER_PORT = 5003


@schemathesis.hook
def filter_query(_context: schemathesis.HookContext, query: dict[str, Any] | None) -> bool:
    """Reject queries longer than a server accepts: they would not reach a function."""
    return len(urlencode(query or {}, doseq=True)) < _LONGEST_QUERY


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]) -> None:
    """Adjust what a schema cannot express.

    Times are in the future, in order; a destination is complete; alternatives exclude each other; a key has one body;
    admin changes refer to the current version.
    """
    if not case.meta or not case.meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    if case.path.endswith("/switch"):
        if any(case.body.get(name) is None for name in _DESTINATION):
            case.body = {name: value for name, value in case.body.items() if name not in _DESTINATION}
        case.body |= _as_seen(case)
    if "endAt" in case.body:
        start, end = (datetime.fromisoformat(str(case.body[name])) for name in ("startAt", "endAt"))
        length = 1 + round((end - start) / _QUARTER) % 8
        start += max(-((start - _TOMORROW) // _DAY), 0) * _DAY
        excess = {"replaces", "evseId" if case.body.get("evseCriteria") else "evseCriteria"}
        excess |= {"userId"} if case.body.get("email") else {"email"}
        body = {name: value for name, value in case.body.items() if name not in excess}
        if case.path == "/api/bookings":
            body.setdefault("email", "driver@example.com")  # only a replacement has none
        case.body = body | {"startAt": start.isoformat(), "endAt": (start + length * _QUARTER).isoformat()}
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = str(uuid5(NAMESPACE_URL, repr(case.body)))
        if "lastUpdatedAt" in body:
            case.body |= _as_seen(case)


def _as_seen(case: schemathesis.Case[Any]) -> dict[str, Any]:
    """Return what the request says about the booking as it is: its last change, or its port."""
    address, _, action = f"{case.operation.base_url}{case.formatted_path}".rpartition("/")
    booking = httpx.get(
        address, headers={"Authorization": f"Bearer {os.environ['ADMIN_TOKEN']}"}, trust_env=False, verify=NO_TLS
    )
    if not booking.is_success:
        return {}
    if action == "switch":
        ports = booking.json().get("ports")
        if not ports:
            return {}
        to = {"toEvseId": _OTHER_PORT} if isinstance(case.body, dict) and "toEvseId" in case.body else {}
        return {"evseId": ports[0]["evseId"], **to}
    return {"lastUpdatedAt": booking.json()["lastUpdatedAt"]}
