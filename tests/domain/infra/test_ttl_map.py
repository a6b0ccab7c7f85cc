"""What holds for a moment."""

from shared.infra.ttl_map import TtlMap


def test_a_value_holds_for_its_seconds_and_no_longer() -> None:
    """From when it was set last."""
    now = 0.0
    recent: TtlMap[str, int] = TtlMap(seconds=60, max_size=2, clock=lambda: now)
    recent["a"] = 1
    now = 59.0
    recent["b"] = 2

    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, 2, None)
    now = 60.0
    assert (recent.get("a"), recent.get("b")) == (None, 2)


def test_of_too_many_the_oldest_go() -> None:
    """A value that is set again is new."""
    recent: TtlMap[str, int] = TtlMap(seconds=60, max_size=2, clock=lambda: 0.0)
    for number, key in enumerate("abac"):
        recent[key] = number

    assert [recent.get(key) for key in "abc"] == [2, None, 3]
