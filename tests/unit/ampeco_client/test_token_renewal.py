"""After a 401 the token is read again, and the call repeated once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, CreateBooking, Unauthorized

NOON = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


class Tokens:
    """A token that can be renewed to the next one; the last one stays."""

    def __init__(self, *values: str) -> None:
        self._values = list(values)
        self.refused: list[str] = []

    def current(self) -> SecretStr:
        return SecretStr(self._values[0])

    def renew(self, refused: SecretStr) -> bool:
        self.refused.append(refused.get_secret_value())
        if len(self._values) > 1:
            self._values.pop(0)
        return self.current() != refused


def accepting(router: respx.MockRouter, token: str, method: str, path: str, answer: dict[str, Any]) -> None:
    """Respond to requests with this token, and with 401 to others."""
    router.route(method=method, path=f"/public-api{path}", headers={"Authorization": f"Bearer {token}"}).respond(
        json=answer
    )
    router.route(method=method, path=f"/public-api{path}").respond(401, json={"message": "Unauthenticated."})


async def test_a_rotated_token_causes_no_error(
    respx_mock: respx.MockRouter, connect: Callable[..., AmpecoClient], sample: Callable[[str], Any]
) -> None:
    """One more call, without a wait."""
    tokens = Tokens("old", "new")
    accepting(respx_mock, "new", "GET", "/resources/locations/v2.0/1", sample("location"))

    location = await connect(token=tokens.current, renew_token=tokens.renew).read_location(1)

    assert location.id == sample("location")["data"]["id"]
    assert (tokens.refused, respx_mock.calls.call_count) == (["old"], 2)


async def test_a_write_is_sent_again_as_well(
    respx_mock: respx.MockRouter, connect: Callable[..., AmpecoClient], sample: Callable[[str], Any]
) -> None:
    """A 401 means that it was not carried out."""
    tokens = Tokens("old", "new")
    accepting(respx_mock, "new", "POST", "/resources/booking-requests/v1.0", sample("create_request"))
    wanted = CreateBooking(user_id=1, location_id=1, start_at=NOON, end_at=NOON)

    await connect(token=tokens.current, renew_token=tokens.renew).submit_booking_request(wanted)

    assert (tokens.refused, respx_mock.calls.call_count) == (["old"], 2)


@pytest.mark.parametrize("values", [("old",), ("old", "new", "newer")], ids=["no other", "another that is wrong too"])
async def test_it_is_renewed_once(
    respx_mock: respx.MockRouter, connect: Callable[..., AmpecoClient], values: tuple[str, ...]
) -> None:
    """A second 401 is final."""
    tokens = Tokens(*values)
    respx_mock.get("/public-api/resources/locations/v2.0/1", host="ampeco.test").respond(401, json={"message": "No."})

    with pytest.raises(Unauthorized):
        await connect(token=tokens.current, renew_token=tokens.renew).read_location(1)

    assert tokens.refused == ["old"]


async def test_a_403_does_not_renew_the_token(
    respx_mock: respx.MockRouter, connect: Callable[..., AmpecoClient]
) -> None:
    """The token is valid and lacks a permission."""
    tokens = Tokens("old", "new")
    respx_mock.get("/public-api/resources/locations/v2.0/1", host="ampeco.test").respond(403, json={"message": "No."})

    with pytest.raises(Unauthorized):
        await connect(token=tokens.current, renew_token=tokens.renew).read_location(1)

    assert tokens.refused == []
