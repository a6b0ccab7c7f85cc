"""Local times of a site in mails: every day and hour in each language, and clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_time

from shared.domain.timeutil.intervals import Window
from shared.mail.texts import TEXTS, Texts
from shared.mail.times import day_text, range_text, time_text, zone_text

DETROIT = ZoneInfo("America/Detroit")
LOCALES = {"en": ("en_US", "EEEE, MMMM d"), "es": ("es_US", "EEEE, d 'de' MMMM")}
HALF_HOUR = timedelta(minutes=30)

each_language = pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)


def window(start: str, end: str) -> Window:
    return Window(datetime.fromisoformat(start), datetime.fromisoformat(end))


@each_language
def test_days_are_formatted_as_in_the_unicode_locale_data(texts: Texts) -> None:
    """Each weekday and month of a year."""
    locale, pattern = LOCALES[texts.language]
    noons = [datetime(2026, 1, 1, 17, tzinfo=UTC) + timedelta(days=day) for day in range(365)]

    expected = [format_date(noon.astimezone(DETROIT).date(), pattern, locale=locale) for noon in noons]

    assert expected == [day_text(noon, DETROIT, texts) for noon in noons]


@each_language
def test_clock_times_are_formatted_as_in_the_unicode_locale_data(texts: Texts) -> None:
    """Midnight and noon included."""
    locale, _ = LOCALES[texts.language]
    instants = [datetime(2026, 3, 3, 5, tzinfo=UTC) + number * HALF_HOUR for number in range(48)]

    expected = [format_time(each.astimezone(DETROIT).time(), "h:mm a", locale=locale) for each in instants]

    assert ["".join(text.split()) for text in expected] == [
        "".join(time_text(each, DETROIT, texts).split()) for each in instants
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-03T14:00Z", "2026-03-03T15:00Z", "9:00 \u2013 10:00 AM EST"),
        ("2026-03-03T16:30Z", "2026-03-03T17:30Z", "11:30 AM \u2013 12:30 PM EST"),
        ("2026-03-04T04:00Z", "2026-03-04T06:00Z", "11:00 PM \u2013 1:00 AM EST"),
        ("2026-03-08T06:30Z", "2026-03-08T07:30Z", "1:30 AM EST \u2013 3:30 AM EDT"),
        ("2026-11-01T05:30Z", "2026-11-01T06:30Z", "1:30 AM EDT \u2013 1:30 AM EST"),
        ("2026-11-01T06:00Z", "2026-11-01T06:30Z", "1:00 \u2013 1:30 AM EST"),
    ],
    ids=["morning", "noon", "midnight", "spring", "autumn", "repeated-hour"],
)
def test_a_range_has_the_zone_and_at_clock_changes_both(start: str, end: str, expected: str) -> None:
    """So 1:30 to 1:30 is recognizable as an hour."""
    assert expected == range_text(window(start, end), DETROIT, TEXTS["en"])


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("America/Phoenix", "MST"), ("America/Sao_Paulo", "UTC-03:00"), ("Asia/Kathmandu", "UTC+05:45"), ("UTC", "UTC")],
)
def test_a_zone_without_a_short_name_is_shown_by_its_offset(zone: str, expected: str) -> None:
    """The zone database has plain numbers for those."""
    assert expected == zone_text(datetime(2026, 3, 3, 15, tzinfo=UTC), ZoneInfo(zone))
