import gzip
from pathlib import Path

import pytest

from local.gateway.compression import compressed
from local.gateway.messages import Headers, HttpResponse, Request
from local.gateway.pages import Pages, content_type


def get(dist: Path, path: str, *headers: tuple[str, str], method: str = "GET") -> HttpResponse:
    return Pages(dist).answer(Request(method, path, headers=headers))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/site", "site.html"),
        ("/site/", "site.html"),
        ("/site.html", "site.html"),
        ("/guide", "guide/index.html"),
        ("/guide/", "guide/index.html"),
        ("/js/app.js", "js/app.js"),
        ("/js/app%2Ejs", "js/app.js"),
    ],
)
def test_clean_urls_find_their_file(dist: Path, path: str, file: str) -> None:
    """Without `.html` or `index.html`."""
    answer = get(dist, path)

    assert answer.status == 200
    assert answer.body == (dist / file).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/js",
        "/_headers",
        "/../template.yaml",
        "/%2e%2e/template.yaml",
        "/js/..%2f..%2ftemplate.yaml",
        "//etc/passwd",
        "/\\..\\template.yaml",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_unknown_and_foreign_files_are_not_found(dist: Path, path: str) -> None:
    """The response is the site's own 404 page."""
    answer = get(dist, path)

    assert answer.status == 404
    assert answer.body == (dist / "404.html").read_bytes()
    assert answer.header("content-type") == "text/html; charset=utf-8"


def test_a_404_page_is_in_the_language_of_its_folder(tmp_path: Path) -> None:
    """As by Netlify's redirects; without such a page, the site's own."""
    (tmp_path / "es").mkdir()
    for name, content in {"404.html": "None", "es/index.html": "Sitios", "es/404.html": "No hay"}.items():
        (tmp_path / name).write_text(content)

    answers = {path: get(tmp_path, path) for path in ("/es/", "/es", "/es/nada", "/fr/rien")}

    assert {path: (answer.status, answer.body) for path, answer in answers.items()} == {
        "/es/": (200, b"Sitios"),
        "/es": (200, b"Sitios"),
        "/es/nada": (404, b"No hay"),
        "/fr/rien": (404, b"None"),
    }


def test_site_that_is_not_built_has_no_pages(tmp_path: Path) -> None:
    """The gateway runs without a site too."""
    assert get(tmp_path / "dist", "/").status == 404


def test_rules_of_the_site_are_applied(dist: Path) -> None:
    """The headers of `_headers` for the requested path, also with 404 and 405."""
    page, missing, refused = get(dist, "/site"), get(dist, "/a/b"), get(dist, "/site", method="POST")

    assert [answer.header("x-frame-options") for answer in (page, missing, refused)] == ["DENY"] * 3
    assert (page.header("x-page"), missing.header("x-page")) == ("one segment", None)
    assert get(dist, "/js/app.js").header("cache-control") == "public, max-age=31536000, immutable"


def test_an_error_is_never_cached(dist: Path) -> None:
    """Whatever the rules say: the file may exist a moment later."""
    missing, refused = get(dist, "/js/gone.js"), get(dist, "/js/app.js", method="POST")

    assert (missing.status, missing.header("cache-control")) == (404, "no-store")
    assert (refused.status, refused.header("cache-control")) == (405, "no-store")


def test_page_without_a_rule_is_revalidated(tmp_path: Path) -> None:
    """The CDN's default."""
    (tmp_path / "index.html").write_text("hello")

    assert get(tmp_path, "/").header("cache-control") == "public,max-age=0,must-revalidate"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_pages_can_only_be_read(dist: Path, method: str) -> None:
    """Other methods get 405 with the allowed ones."""
    answer = get(dist, "/site", method=method)

    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")


def test_unchanged_file_is_not_sent_again(dist: Path) -> None:
    """A conditional request with the ETag, weak or strong, alone or in a list, gets 304 without a body."""
    etag = get(dist, "/site").header("etag") or ""

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = get(dist, "/site", ("if-none-match", known))
        assert (answer.status, answer.body, answer.header("etag")) == (304, b"", etag)
    assert get(dist, "/site", ("if-none-match", '"other"')).status == 200


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.yaml", "application/yaml; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.woff2", "font/woff2"),
        ("a.unknown", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_content_type_follows_the_name(name: str, expected: str) -> None:
    """Independent of the machine's own table."""
    assert content_type(name) == expected


LONG = b"hello " * 100


def zipped(accept: str | None, *, kind: str = "text/html", body: bytes = LONG, headers: Headers = ()) -> HttpResponse:
    return compressed(HttpResponse(200, (("content-type", kind), *headers), body), accept)


@pytest.mark.parametrize("accept", ["gzip", "deflate, gzip;q=0.5", "br,GZIP"])
def test_text_is_compressed_if_accepted(accept: str) -> None:
    """`Vary` is set, and a strong ETag becomes weak, since the bytes differ."""
    answer = zipped(accept, headers=(("etag", '"a"'),))

    assert gzip.decompress(answer.body) == LONG
    assert answer.header("content-encoding") == "gzip"
    assert answer.header("vary") == "Accept-Encoding"
    assert answer.header("etag") == 'W/"a"'


@pytest.mark.parametrize("accept", [None, "", "br", "identity", "gzip;q=0", "gzip; q=0.0"])
def test_text_is_not_compressed_if_not_accepted(accept: str | None) -> None:
    """The response still has `Vary`."""
    answer = zipped(accept)

    assert (answer.body, answer.header("content-encoding")) == (LONG, None)
    assert answer.header("vary") == "Accept-Encoding"


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/calendar", "image/svg+xml"])
def test_all_kinds_of_text_are_compressed(kind: str) -> None:
    """Pages, responses of functions, drawings."""
    assert zipped("gzip", kind=kind).header("content-encoding") == "gzip"


def test_small_and_compressed_content_is_not_compressed() -> None:
    """Images, tiny bodies, and bodies that a function has compressed."""
    assert zipped("gzip", kind="image/png").header("content-encoding") is None
    assert zipped("gzip", body=b"short").body == b"short"
    assert zipped("gzip", headers=(("content-encoding", "br"),)).body == LONG
