import pytest

from shared.ampeco_client import RateLimit
from shared.ampeco_client._rate_limit import retry_after

NOW = 1_800_000_000.0


def test_all_three_headers_are_read() -> None:
    """The value object holds the calls allowed, the calls left and the seconds until the reset."""
    headers = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "12.5"}

    limit = RateLimit.from_headers(headers, now=NOW)

    assert RateLimit(limit=60, remaining=0, reset_seconds=12.5) == limit


def test_a_reset_given_as_a_timestamp_becomes_a_duration() -> None:
    """A reset in seconds since 1970 is counted from now."""
    limit = RateLimit.from_headers({"x-ratelimit-reset": str(int(NOW) + 30)}, now=NOW)

    assert RateLimit(limit=None, remaining=None, reset_seconds=30.0) == limit


def test_a_reset_in_the_past_needs_no_wait() -> None:
    """A point in time that has passed is zero seconds away, never a negative wait."""
    limit = RateLimit.from_headers({"x-ratelimit-reset": str(int(NOW) - 30)}, now=NOW)

    assert RateLimit(limit=None, remaining=None, reset_seconds=0.0) == limit


@pytest.mark.parametrize(("said", "seconds"), [("999999999", 999_999_999.0), ("1000000000", 0.0)])
def test_numbers_from_a_billion_on_are_timestamps(said: str, seconds: float) -> None:
    """Smaller numbers are durations in seconds."""
    limit = RateLimit.from_headers({"x-ratelimit-reset": said}, now=NOW)

    assert RateLimit(limit=None, remaining=None, reset_seconds=seconds) == limit


def test_no_headers_mean_no_rate_limit() -> None:
    """None, not an object of empty fields."""
    assert RateLimit.from_headers({"content-type": "text/html"}) is None


@pytest.mark.parametrize("odd", ["", "soon", "-1", "nan", "inf", "1e999", "12 s", "\N{ROMAN NUMERAL TWO}"])
def test_invalid_header_values_are_ignored(odd: str) -> None:
    """So is a wait that is negative or not finite."""
    headers = {f"x-ratelimit-{name}": odd for name in ("limit", "remaining", "reset")} | {"retry-after": odd}

    assert RateLimit.from_headers(headers) is None
    assert retry_after(headers) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60.0),
        ("Fri, 15 Jan 2027 07:59:00 GMT", 0.0),
        ("Friday, 15-Jan-27 08:01:00 GMT", 60.0),
        ("Fri, 15 Jan 99999 08:01:00 GMT", None),
    ],
)
def test_retry_after_is_a_duration_or_a_date(said: str, seconds: float | None) -> None:
    """RFC 9110 defines both forms; a date in the past requires no wait."""
    assert seconds == retry_after({"retry-after": said}, now=NOW)


def test_without_retry_after_there_is_no_wait() -> None:
    assert retry_after({}) is None


def test_the_system_clock_is_the_default() -> None:
    """A date long past requires no wait by any clock."""
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
