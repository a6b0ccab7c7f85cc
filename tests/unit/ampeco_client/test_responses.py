"""Parsing responses into values or errors."""

import json
from typing import Any

import pytest

from shared.ampeco_client import (
    AmpecoError,
    ApiError,
    NotFound,
    Page,
    RateLimit,
    RateLimited,
    Rejected,
    ServerError,
    Unauthorized,
    UnexpectedResponse,
    UnreadableRecord,
    User,
)
from shared.ampeco_client._protocol import Call, Response
from shared.ampeco_client._responses import read_one, read_page, require_readable

READ = Call("read_thing", "GET", "/things/1")
WRITE = Call("make_thing", "POST", "/things", b"{}", safe=False)


def reply(status: int, body: object = None, **head: str) -> Response:
    """Return a reply with the body as JSON; header names are written with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {name.replace("_", "-"): value for name, value in head.items()}, content)


def as_is(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record unparsed."""
    return record


class TestWhatAStatusMeans:
    @pytest.mark.parametrize(
        ("status", "kind", "unknown_after_a_write"),
        [
            (400, Rejected, False),
            (401, Unauthorized, False),
            (402, UnexpectedResponse, False),
            (403, Unauthorized, False),
            (404, NotFound, False),
            (405, UnexpectedResponse, False),
            (409, UnexpectedResponse, False),
            (422, Rejected, False),
            (429, RateLimited, False),
            (499, UnexpectedResponse, False),
            (500, ServerError, True),
            (502, ServerError, True),
            (503, ServerError, True),
            (504, ServerError, True),
            (599, ServerError, True),
            (101, UnexpectedResponse, True),
            (301, UnexpectedResponse, True),
            (302, UnexpectedResponse, True),
            (304, UnexpectedResponse, True),
            (600, UnexpectedResponse, True),
        ],
    )
    def test_each_status_has_its_error(
        self, status: int, kind: type[AmpecoError], *, unknown_after_a_write: bool
    ) -> None:
        """The status alone determines the class, and whether a write may have been carried out."""
        with pytest.raises(AmpecoError) as read:
            read_one(READ, reply(status, {"message": "No."}), as_is)
        with pytest.raises(AmpecoError) as wrote:
            read_page(WRITE, reply(status, {"message": "No."}), as_is)

        assert (kind, False) == (type(read.value), read.value.outcome_unknown)
        assert (kind, unknown_after_a_write) == (type(wrote.value), wrote.value.outcome_unknown)
        assert isinstance(read.value, ApiError | UnexpectedResponse)
        assert status == read.value.status

    def test_the_error_contains_ampecos_message(self) -> None:
        """The message says which operation failed, how, and why."""
        with pytest.raises(Unauthorized) as caught:
            read_one(READ, reply(403, {"message": "This action is unauthorized."}), as_is)

        assert caught.value.message == "This action is unauthorized."
        assert str(caught.value) == "read_thing: 403 This action is unauthorized."

    def test_a_422_has_its_reasons_by_field(self, sample: Any) -> None:
        with pytest.raises(Rejected) as caught:
            read_one(WRITE, reply(422, sample("rejected")), as_is)

        assert caught.value.errors == {
            "startAt": ("The start must be in the future.",),
            "evseId": ("Unknown EVSE.", "It is not bookable."),
        }

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>Bad Gateway</html>",
            b"\xff\xfe",
            b"[]",
            b'"x"',
            b"null",
            b'{"message": 5, "errors": []}',
            b'{"message": null, "errors": {"a": "b"}}',
            b"[" * 10_000,
        ],
    )
    def test_an_error_body_of_another_format_is_ignored(self, body: bytes) -> None:
        """The HTML page of a proxy does not change the class of the error."""
        with pytest.raises(Rejected) as caught:
            read_one(READ, reply(400, body), as_is)

        assert (caught.value.message, caught.value.errors) == ("", {})
        assert str(caught.value) == "read_thing: 400"

    def test_a_429_has_the_time_to_wait(self) -> None:
        """From either of its two headers."""
        head = {"retry_after": "3", "x_ratelimit_limit": "60", "x_ratelimit_remaining": "0"}
        with pytest.raises(RateLimited) as caught:
            read_one(WRITE, reply(429, {"message": "Too many"}, **head), as_is)

        assert (caught.value.retry_after, caught.value.rate_limit) == (3.0, RateLimit(60, 0, None))

    def test_a_503_has_the_time_to_wait(self) -> None:
        """`Retry-After` counts there as well."""
        with pytest.raises(ServerError) as caught:
            read_one(READ, reply(503, b"", retry_after="2"), as_is)

        assert caught.value.retry_after == 2.0


class TestWhatABodyMeans:
    @pytest.mark.parametrize("status", [200, 201])
    def test_one_record_is_parsed_from_its_envelope(self, status: int) -> None:
        assert read_one(READ, reply(status, {"data": {"id": 1}}), as_is) == {"id": 1}

    @pytest.mark.parametrize(
        "links", [None, {}, [], {"next": None}, {"next": ""}, {"prev": "https://ampeco.test/x", "next": None}]
    )
    def test_a_page_without_a_next_link_is_the_last(self, links: object) -> None:
        """Whether the link is missing, null or empty."""
        page = require_readable(read_page(READ, reply(200, {"data": [{"id": 1}], "links": links}), as_is))

        assert Page(items=({"id": 1},), next=None) == page

    def test_the_next_link_of_a_page_is_unchanged(self) -> None:
        """The document requires following it as given."""
        link = "https://ampeco.test/x?cursor=a%2Fb%3D&per_page=2"

        page = require_readable(read_page(READ, reply(200, {"data": [], "links": {"next": link}}), as_is))

        assert Page(items=(), next=link) == page

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"<html></html>",
            b'{"data": ',
            b"\xff",
            b"null",
            b"[]",
            b"{}",
            b'{"data": null}',
            b'{"data": "x"}',
            b"[" * 10_000,
        ],
    )
    def test_a_response_without_data_is_unexpected(self, body: bytes) -> None:
        """An error of the client, not a KeyError; a write may have been carried out."""
        for read in (read_one, read_page):
            with pytest.raises(UnexpectedResponse) as of_read:
                read(READ, reply(200, body), as_is)
            with pytest.raises(UnexpectedResponse) as of_write:
                read(WRITE, reply(201, body), as_is)

            assert (of_read.value.status, of_read.value.outcome_unknown) == (200, False)
            assert (of_write.value.status, of_write.value.outcome_unknown) == (201, True)

    @pytest.mark.parametrize("links", [5, "https://ampeco.test/x", ["x"], {"next": 5}, {"next": ["x"]}, {"next": {}}])
    def test_an_invalid_next_link_is_an_error_and_not_the_last_page(self, links: object) -> None:
        """Otherwise the rest of the list would be dropped silently."""
        with pytest.raises(UnexpectedResponse, match=r"links\.next"):
            read_page(READ, reply(200, {"data": [], "links": links}), as_is)

    def test_the_error_of_an_invalid_record_names_the_field_without_the_value(self) -> None:
        """Neither the error nor its cause contains any value of the record."""
        record = {"id": "none", "email": "driver@example.com", "phone": "+1 555 0100"}
        with pytest.raises(UnreadableRecord) as caught:
            require_readable(read_one(READ, reply(200, {"data": record}), User.model_validate))

        said = f"{caught.value!r} {caught.value.__cause__}"
        assert str(caught.value) == "read_thing: 200, but id cannot be read"
        assert not [value for value in record.values() if value in said.replace("not ", "")]

    def test_a_write_with_an_unreadable_response_has_an_unknown_outcome(self) -> None:
        """So the caller looks it up, and does not submit it again."""
        with pytest.raises(UnreadableRecord) as caught:
            require_readable(read_one(WRITE, reply(201, {"data": {"id": None}}), User.model_validate))

        assert (caught.value.status, caught.value.outcome_unknown) == (201, True)
