import pytest

from shared.ampeco_client import UnexpectedResponse
from shared.ampeco_client._url import BaseUrl

BASE = "https://tenant.ampeco.test/public-api"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (BASE, BASE),
        (f"{BASE}/", BASE),
        (f"{BASE}//", BASE),
        ("http://127.0.0.1:8080/public-api", "http://127.0.0.1:8080/public-api"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://Tenant.ampeco.test/a", "HTTPS://Tenant.ampeco.test/a"),
        ("https://tenant.ampeco.test/X/", "https://tenant.ampeco.test/X"),
    ],
)
def test_a_base_url_loses_only_its_trailing_slashes(given: str, kept: str) -> None:
    """A valid URL is otherwise unchanged."""
    assert kept == BaseUrl(given).text


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "tenant.ampeco.test/public-api",
        "//tenant.ampeco.test/public-api",
        "ftp://tenant.ampeco.test/public-api",
        "https://",
        "https:///public-api",
        "https://user:secret@tenant.ampeco.test/public-api",
        "https://tenant.ampeco.test:port/public-api",
        "https://tenant.ampeco.test:0/public-api",
        "https://tenant.ampeco.test:99999/public-api",
        "https://tenant.ampeco.test/public-api?x=1",
        "https://tenant.ampeco.test/public-api?",
        "https://tenant.ampeco.test/public-api#",
        "https://tenant.ampeco.test/public api",
        "https://tenant.ampeco.test/public-api\n",
        "https://tenant.ampeco.test/../public-api",
        "https://tenant.ampeco.test/%2e%2e/public-api",
        "https://ten%61nt.ampeco.test/public-api",
        "https://m\N{LATIN SMALL LETTER U WITH DIAERESIS}nchen.test/public-api",
        "https://tenant.ampeco.test/p\N{LATIN SMALL LETTER U WITH ACUTE}blic-api",
        "https://[::1/public-api",
    ],
)
def test_an_unusable_base_url_is_rejected_at_once(wrong: str) -> None:
    """A ValueError when the client is built, not a failure of a later call."""
    with pytest.raises(ValueError, match=r"."):
        BaseUrl(wrong)


def test_the_error_does_not_quote_the_base_url() -> None:
    """It may contain a password; the message has the setting's name and requirement."""
    with pytest.raises(ValueError, match=r"^base_url must be an http\(s\) URL of a host and a path, and nothing else$"):
        BaseUrl("https://user:secret@ampeco.test/public-api")


@pytest.mark.parametrize(
    ("link", "target"),
    [
        (f"{BASE}/resources/users/v1.0?cursor=a%2Fb&filter%5Bemail%5D=a%40b.c", None),
        (f"{BASE}/resources/users/v1.0", None),
        ("https://tenant.ampeco.test:443/public-api/x?a=1", "/x?a=1"),
        ("https://TENANT.ampeco.test/public-api/x?a=1", "/x?a=1"),
        ("http://tenant.ampeco.test/public-api/x?a=1", "/x?a=1"),
        ("http://tenant.ampeco.test:443/public-api/x?a=1", "/x?a=1"),
        (f"{BASE}/x?a=1#part", "/x?a=1"),
        (f"{BASE}/x?back=https://other.test/../", "/x?back=https://other.test/../"),
    ],
)
def test_a_link_below_the_base_is_followed_as_given(link: str, target: str | None) -> None:
    """Path and query stay as Ampeco wrote them, so the cursor in them stays valid."""
    expected = link.removeprefix(BASE) if target is None else target

    assert expected == BaseUrl(BASE).target_of(link)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/public-api/resources/users/v1.0",
        "?cursor=abc",
        "http://tenant.ampeco.test:80/public-api/x",
        "http://tenant.ampeco.test:8080/public-api/x",
        "http://other.test/public-api/x",
        "ftp://tenant.ampeco.test/public-api/x",
        "https://other.test/public-api/x",
        "https://tenant.ampeco.test.other.test/public-api/x",
        "https://tenant.ampeco.test:8443/public-api/x",
        "https://tenant.ampeco.test@other.test/public-api/x",
        "https://other.test@tenant.ampeco.test/public-api/x",
        "https://other.test\\@tenant.ampeco.test/public-api/x",
        "https://tenant.ampeco.test/admin",
        "https://tenant.ampeco.test/public-api",
        "https://tenant.ampeco.test/public-api-2/x",
        "https://tenant.ampeco.test/public-api/../admin",
        "https://tenant.ampeco.test/public-api/%2e%2E/admin",
        "https://tenant.ampeco.test/public-api/..%2fadmin",
        "https://tenant.ampeco.test/public-api/..\\admin",
        "https://tenant.ampeco.test/public-api/./x",
        "https://tenant.ampeco.test/public-api/x\n?a=1",
        "https://tenant.ampeco.test/public-api/x?a=\t1",
        "https://tenant.ampeco.test:port/public-api/x",
        "https://[::1/public-api/x",
        "javascript:alert(1)",
    ],
)
def test_a_link_to_another_address_is_rejected(link: str) -> None:
    """Another scheme, host, port or base path never gets the token, in any notation."""
    with pytest.raises(UnexpectedResponse) as caught:
        BaseUrl(BASE).target_of(link)

    assert not caught.value.outcome_unknown


def test_a_rejected_link_is_not_quoted() -> None:
    """A link's query can contain a person's email, and errors are logged."""
    with pytest.raises(UnexpectedResponse) as caught:
        BaseUrl(BASE).target_of("https://other.test/users?filter[email]=driver@example.com")

    assert f"a link leads outside {BASE}: not followed" == str(caught.value)


def test_a_base_without_a_path_covers_its_whole_host() -> None:
    """If the API is at the root, every path of the host is below it."""
    assert BaseUrl("https://ampeco.test/").target_of("https://ampeco.test/x?a=1") == "/x?a=1"
