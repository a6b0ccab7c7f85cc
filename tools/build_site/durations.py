"""Durations of a booking that the page offers."""

from collections.abc import Iterable

from pydantic import BaseModel

from shared.domain.policy import BookingPolicy

_CHIPS = (30, 60, 90, 120)
_LONGER = (15, 45, 150, 180, 240, 300, 360, 480, 600, 720, 960, 1440, 2160, 2880)
_USUAL = 60


class Durations(BaseModel, frozen=True):
    """Durations in minutes: common ones as chips, the others in a list, and the default."""

    chips: tuple[int, ...]
    more: tuple[int, ...]
    default: int


def durations_within(policy: BookingPolicy) -> Durations:
    """Return the durations that the booking policy allows, including the longest one."""

    def allowed(lengths: Iterable[int]) -> list[int]:
        return [length for length in lengths if policy.min_duration_minutes <= length <= policy.max_duration_minutes]

    chips = allowed(_CHIPS) or [policy.max_duration_minutes]
    more = sorted({*allowed(_LONGER), policy.max_duration_minutes} - set(chips))
    return Durations(chips=tuple(chips), more=tuple(more), default=_USUAL if _USUAL in chips else chips[0])
