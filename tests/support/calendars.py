"""Results of five independent parsers for a calendar file with one event."""

import json
import subprocess
import warnings
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import icalendar
import ics  # type: ignore[import-untyped] # brings no types
import vobject  # type: ignore[import-untyped] # the same

from tests.support.project import PROJECT

_READER = PROJECT / "tests" / "integration" / "functions" / "read_invites.mjs"


class Entry(NamedTuple):
    """An event as a calendar shows it; missing texts are empty."""

    method: str
    uid: str
    sequence: int
    status: str
    summary: str
    location: str
    description: str
    url: str
    organizer: str
    start: datetime
    end: datetime


def parsed(files: Iterable[str]) -> list[dict[str, Entry]]:
    """Return the entries of each file, by the parser's name."""
    texts = list(files)
    by_node = _read_by_node(texts)
    return [
        {"icalendar": _by_icalendar(text), "ics": _by_ics(text), "vobject": _by_vobject(text), **others}
        for text, others in zip(texts, by_node, strict=True)
    ]


def _by_icalendar(text: str) -> Entry:
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.events
    return Entry(
        method=str(calendar["method"]),
        uid=str(event["uid"]),
        sequence=event.sequence,
        status=str(event["status"]),
        summary=str(event["summary"]),
        location=str(event["location"]),
        description=str(event.get("description", "")),
        url=str(event.get("url", "")),
        organizer=str(event["organizer"]),
        start=event.decoded("dtstart"),
        end=event.decoded("dtend"),
    )


def _by_ics(text: str) -> Entry:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own grammar library's
        calendar = ics.Calendar(text)
    (event,) = calendar.events
    extra = {line.name: line.value for line in event.extra}
    return Entry(
        method=calendar.method,
        uid=event.uid,
        sequence=int(extra["SEQUENCE"]),
        status=event.status,
        summary=event.name,
        location=event.location,
        description=event.description or "",
        url=event.url or "",
        organizer=event.organizer.email,
        start=event.begin.datetime,
        end=event.end.datetime,
    )


def _by_vobject(text: str) -> Entry:
    calendar = vobject.readOne(text)
    event = calendar.vevent
    return Entry(
        method=calendar.method.value,
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        status=event.status.value,
        summary=event.summary.value,
        location=event.location.value,
        description=event.description.value if hasattr(event, "description") else "",
        url=event.url.value if hasattr(event, "url") else "",
        organizer=event.organizer.value,
        start=event.dtstart.value,
        end=event.dtend.value,
    )


def _read_by_node(texts: list[str]) -> list[dict[str, Entry]]:
    result = subprocess.run(
        ["node", "--no-warnings", str(_READER)], input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    found: list[dict[str, dict[str, str]]] = json.loads(result.stdout)
    return [{name: _entry(fields) for name, fields in readers.items()} for readers in found]


def _entry(fields: dict[str, str]) -> Entry:
    times = {name: datetime.fromisoformat(fields[name]) for name in ("start", "end")}
    return Entry(**(fields | times))  # type: ignore[arg-type] # the fields of JSON have many types
