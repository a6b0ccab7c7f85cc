from pathlib import Path

import pytest

from local.gateway.header_rules import headers_for, read_header_rules

RULES = """\
# for all
/*
  X-Frame-Options: DENY
  Link: </a>; rel=preload
  Link: </b>; rel=preload
  Content-Security-Policy: default-src 'self'; connect-src https://example.com

/assets/*
  X-Frame-Options: SAMEORIGIN
  Cache-Control: max-age=31536000, immutable
/sites/:id/map
  X-Map: yes
/files/*.ics
  X-Calendar: yes
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a `_headers` file with every kind of rule."""
    path = tmp_path / "_headers"
    path.write_text(RULES)
    return path


def headers(path: str, file: Path) -> dict[str, str]:
    return headers_for(path, read_header_rules(file))


def test_rule_for_all_matches_everything(file: Path) -> None:
    """Values may have colons; the same name twice in a rule is one header with both values."""
    expected = {
        "x-frame-options": "DENY",
        "link": "</a>; rel=preload, </b>; rel=preload",
        "content-security-policy": "default-src 'self'; connect-src https://example.com",
    }

    assert headers("/", file) == headers("/some/where", file) == expected


def test_matching_rules_combine(file: Path) -> None:
    """Each adds its headers; of two rules for one header the later one applies."""
    found = headers("/assets/js/app.js", file)

    assert found["x-frame-options"] == "SAMEORIGIN"
    assert found["cache-control"] == "max-age=31536000, immutable"
    assert "link" in found


@pytest.mark.parametrize(
    ("path", "name", "is_there"),
    [
        ("/assets", "cache-control", True),
        ("/assets/", "cache-control", True),
        ("/Assets/a", "cache-control", True),
        ("/assets-not", "cache-control", False),
        ("/sites/7/map", "x-map", True),
        ("/sites/7/map/", "x-map", True),
        ("/sites/7/8/map", "x-map", False),
        ("/sites/map", "x-map", False),
        ("/files/a/b.ics", "x-calendar", True),
        ("/files/axics", "x-calendar", False),
    ],
)
def test_patterns_match_as_on_the_cdn(file: Path, path: str, name: str, *, is_there: bool) -> None:
    """`*` spans segments, `:name` is one segment, case and a trailing slash do not matter."""
    assert (name in headers(path, file)) == is_there


def test_no_file_means_no_rules(tmp_path: Path) -> None:
    """`_headers` is optional."""
    assert read_header_rules(tmp_path / "_headers") == []


@pytest.mark.parametrize("content", ["X-A: 1", "/a\n  nonsense", "/a\n  X-A:", "/a\n  : 1"])
def test_stray_line_is_refused(tmp_path: Path, content: str) -> None:
    """A header that the CDN would ignore is an error with its line."""
    file = tmp_path / "_headers"
    file.write_text(content)

    with pytest.raises(ValueError, match=f"_headers, line {len(content.splitlines())}"):
        read_header_rules(file)
