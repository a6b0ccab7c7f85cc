"""A response body is rendered once, and again when its source value changes."""

from itertools import count

from shared.http_api.responses.response_cache import ResponseCache


def test_the_same_value_is_rendered_once_for_each_form() -> None:
    """Compared by identity: a warm function has the identical tuple while nothing changes."""
    rendered, made, value = ResponseCache(), count(), (1, 2)

    bodies = [rendered.get_or_render(value, form, lambda: b"%d" % next(made)) for form in ("en", "es", "en", "es")]

    assert bodies == [b"0", b"1", b"0", b"1"]


def test_an_equal_but_different_value_is_rendered_again() -> None:
    """A comparison would take longer than rendering."""
    rendered, made = ResponseCache(), count()

    bodies = [rendered.get_or_render(value, "en", lambda: b"%d" % next(made)) for value in ([1], [1])]

    assert bodies == [b"0", b"1"]


def test_the_number_of_cached_languages_is_limited() -> None:
    """A thousand languages are answered, and eight are cached."""
    rendered, value = ResponseCache(), (1,)

    for number in range(1000):
        rendered.get_or_render(value, f"x-{number}", lambda: b"body")

    assert len(rendered._bodies) <= 8
