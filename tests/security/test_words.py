"""Names, labels and reasons that somebody else wrote: data in every answer, whatever they look like."""

import icalendar
import pytest

from tests.security.house import ROUTES, House, Visit
from tests.support.lambda_calls import Answer

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
MARKUP = "<img src=x onerror=alert(1)>"
HOSTILE = f"\u202e=cmd {MARKUP}\r\nATTENDEE:mailto:evil@evil.test\r\n\u2066{'W' * 1_000}"


@pytest.fixture(scope="module")
def answers(house: House) -> dict[str, Answer]:
    """Give an answer of every route about a site, a port and a driver with such names, and one of a refusal."""
    text = [{"locale": "en", "translation": HOSTILE}]
    for site in (101, 102):
        house.simulator.patch("locations", site, name=text, description=text, address=text, city=HOSTILE)
    house.simulator.patch("evses", 5001, label=HOSTILE, physicalReference=HOSTILE)
    house.simulator.patch("users", 1001, firstName=HOSTILE, lastName=HOSTILE)
    visits = {route: house.good(route) for route in ROUTES}
    house.configure()
    answers = {route: house.visit(visit) for route, visit in visits.items()}
    house.simulator.approval("instant", rejectReason=HOSTILE)
    refused = house.book(house.order()).json["id"]
    answers["rejected"] = house.visit(Visit("GET /api/bookings/{id}", {"id": refused}))
    return answers


def test_no_answer_carries_what_turns_the_words_after_it(answers: dict[str, Answer]) -> None:
    """Marks that right-to-left names need stay; overrides, embeddings and isolates do not."""
    assert {route for route, answer in answers.items() if MARKUP in answer.text} >= {
        "GET /api/sites",
        "GET /api/sites/{siteId}",
        "GET /api/bookings/{id}",
        "GET /api/admin/calendar",
        "GET /api/admin/bookings.csv",
        "rejected",
    }
    assert [route for route, answer in answers.items() if any(turn in answer.text for turn in TURNING)] == []


def test_a_name_adds_no_line_to_a_calendar_file(answers: dict[str, Answer]) -> None:
    """It is one text in it, line breaks and all."""
    [event] = icalendar.Calendar.from_ical(answers["GET /api/bookings/{id}/invite.ics"].text).events

    assert MARKUP in str(event["summary"])
    assert "attendee" not in event


def test_a_name_is_no_formula_in_a_table(answers: dict[str, Answer]) -> None:
    """Also where something invisible stands before the sign."""
    assert "'=cmd" in answers["GET /api/admin/bookings.csv"].text
    assert ",=cmd" not in answers["GET /api/admin/bookings.csv"].text
    assert '"=cmd' not in answers["GET /api/admin/bookings.csv"].text
