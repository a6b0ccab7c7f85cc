"""A response body is rendered once, and again when its source value changes."""

from itertools import count

from shared.http_api.responses.response_cache import ResponseCache


def test_the_same_value_is_made_into_an_answer_once_for_each_form() -> None:
    """By identity: a warm function keeps the very tuple while nothing changes."""
    rendered, made, value = ResponseCache(), count(), (1, 2)

    bodies = [rendered.get_or_render(value, form, lambda: b"%d" % next(made)) for form in ("en", "es", "en", "es")]

    assert bodies == [b"0", b"1", b"0", b"1"]


def test_another_value_is_made_anew_though_it_is_equal() -> None:
    """Nothing is compared, which would take longer than making it."""
    rendered, made = ResponseCache(), count()

    bodies = [rendered.get_or_render(value, "en", lambda: b"%d" % next(made)) for value in ([1], [1])]

    assert bodies == [b"0", b"1"]


def test_made_up_languages_fill_no_memory() -> None:
    """Whoever sends a thousand of them is answered, and eight are cached."""
    rendered, value = ResponseCache(), (1,)

    for number in range(1000):
        rendered.get_or_render(value, f"x-{number}", lambda: b"body")

    assert len(rendered._bodies) <= 8
