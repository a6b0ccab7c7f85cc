"""Building requests from calls."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.ampeco_client import (
    BookingFilters,
    BookingStatus,
    ChargePointFilters,
    EvseFilters,
    UserFilters,
)
from shared.ampeco_client._protocol import (
    Response,
    checked_id,
    headers,
    include_query,
    list_query,
    target,
)


def reply(status: int, body: object = None, **head: str) -> Response:
    """Return a reply with the body as JSON; header names are written with underscores."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {name.replace("_", "-"): value for name, value in head.items()}, content)


class TestWhatIsAsked:
    @pytest.mark.parametrize("wrong", [0, -1, True, "1", 1.0, None, "1/../2"])
    def test_an_identifier_is_a_positive_integer(self, wrong: Any) -> None:
        """No other value can be part of a path."""
        with pytest.raises(ValueError, match="identifier"):
            checked_id(wrong)

    def test_a_query_is_percent_encoded(self) -> None:
        """A plus in an email is not a space, and a space is not a plus."""
        assert target("/x", [("filter[email]", "a+b c@d.e")]) == "/x?filter%5Bemail%5D=a%2Bb%20c%40d.e"

    def test_without_a_query_the_path_has_no_question_mark(self) -> None:
        assert target("/x", []) == "/x"

    def test_each_include_is_a_separate_parameter(self) -> None:
        """A list in a query is a repeated name with brackets."""
        assert include_query(("a", "b")) == [("include[]", "a"), ("include[]", "b")]

    def test_a_list_without_filters_sends_only_the_page_size(self) -> None:
        """Unset filters are not sent."""
        assert list_query(None, (), 100) == list_query(BookingFilters(), (), 100) == [("per_page", "100")]

    def test_filters_are_serialized_as_documented(self) -> None:
        """Names in camelCase, times in UTC, members by their value."""
        west = timezone(timedelta(hours=-5))
        filters = BookingFilters(
            status=BookingStatus.NO_SHOW,
            user_id=41,
            start_before=datetime(2026, 11, 23, 9, 30, tzinfo=west),
            end_after=datetime(2026, 11, 23, 14, 0, 0, 500_000, tzinfo=UTC),
        )

        expected = [
            ("filter[status]", "no-show"),
            ("filter[userId]", "41"),
            ("filter[startBefore]", "2026-11-23T14:30:00Z"),
            ("filter[endAfter]", "2026-11-23T14:00:00.500000Z"),
            ("per_page", "50"),
        ]
        assert expected == list_query(filters, (), 50)

    def test_booleans_lists_and_nested_filters_are_serialized_as_documented(self) -> None:
        """Booleans in lower case, one parameter per list entry, dots between nested names."""
        several = EvseFilters(roaming=False, has_tariff_group=True, roaming_operator_ids=(3, 4))
        nested = UserFilters(external_app_data={"crm.id": "9"})

        assert list_query(several, ("connectors",), 1) == [
            ("filter[roaming]", "false"),
            ("filter[hasTariffGroup]", "true"),
            ("filter[roamingOperatorIds][]", "3"),
            ("filter[roamingOperatorIds][]", "4"),
            ("include[]", "connectors"),
            ("per_page", "1"),
        ]
        assert list_query(nested, (), 1) == [("filter[externalAppData.crm.id]", "9"), ("per_page", "1")]

    @pytest.mark.parametrize(
        "filters",
        [
            UserFilters(email=""),
            BookingFilters(user_id=0),
            BookingFilters(start_after=datetime(2026, 11, 23, 9, 30)),  # noqa: DTZ001 - a naive time is the case
            ChargePointFilters(roaming_operator_ids=(0,)),
        ],
    )
    def test_an_invalid_filter_is_rejected(self, filters: Any) -> None:
        """An empty text would match every record, and a time without an offset is ambiguous."""
        with pytest.raises(ValueError, match=r"."):
            list_query(filters, (), 100)

    @pytest.mark.parametrize("per_page", [0, -1, 101])
    def test_a_page_has_1_to_100_items(self, per_page: int) -> None:
        """The documented limits are checked before anything is sent."""
        with pytest.raises(ValueError, match="per_page"):
            list_query(None, (), per_page)

    def test_the_token_goes_into_one_header(self) -> None:
        """A bearer token; JSON in both directions."""
        expected = {"Authorization": "Bearer 12|aB", "Accept": "application/json"}

        assert expected == headers("12|aB", with_body=False)
        assert expected | {"Content-Type": "application/json"} == headers("12|aB", with_body=True)

    @pytest.mark.parametrize("token", ["", "s3cret\n", "s3cret x", "s3cret\r\nHost: x", "s3cret\N{BULLET}"])
    def test_an_invalid_token_is_rejected_without_quoting_it(self, token: str) -> None:
        """The HTTP library's own error would contain it."""
        with pytest.raises(ValueError, match="token") as caught:
            headers(token, with_body=False)

        assert "s3cret" not in str(caught.value)
