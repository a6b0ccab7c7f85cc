"""Our configuration as Netlify's own parsers read it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.gateway.header_rules import headers_for, read_header_rules
from tests.support.project import PROJECT
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render

API = "https://abc123.execute-api.us-east-1.amazonaws.com"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with netlify.toml and the built site's two files, as Netlify finds them after the build."""
    folder = tmp_path_factory.mktemp("netlify")
    built = render(SiteSettings.from_environment({"API_ORIGIN": f"{API}/"}))
    shutil.copy(PROJECT / "netlify.toml", folder)
    for name in ("_headers", "_redirects"):
        (folder / "dist").mkdir(exist_ok=True)
        (folder / "dist" / name).write_bytes(built[name])
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Any]:
    """Return build, headers and redirects as Netlify normalizes them."""
    command = ["node", str(PROJECT / "tests/deploy/netlify.mjs"), str(site)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_build_makes_the_site_into_dist(read: dict[str, Any], site: Path) -> None:
    """With Node.js and Python of versions that we support."""
    build = read["build"]

    assert build["publish"] == str(site / "dist")
    assert build["command"].endswith("&& SITE_URL=${SITE_URL:-$URL} make site")
    assert build["environment"] == {"NODE_VERSION": "22", "PYTHON_VERSION": "3.13"}


def test_a_build_without_the_apis_address_fails(read: dict[str, Any]) -> None:
    """Rather than putting up a site that cannot book."""
    check = read["build"]["command"].partition("&&")[0]

    without = subprocess.run(["sh", "-c", check], env={}, capture_output=True, text=True, check=False)
    with_it = subprocess.run(["sh", "-c", check], env={"API_ORIGIN": API}, capture_output=True, text=True, check=False)

    assert (without.returncode == 0, with_it.returncode) == (False, 0)
    assert "API_ORIGIN: is not set" in without.stderr


def test_the_api_is_proxied_and_signed(read: dict[str, Any]) -> None:
    """Before any other rule: not a redirect, and with the variable that holds the key."""
    rule, *_ = read["redirects"]

    assert {name: rule[name] for name in ("from", "to", "status", "signed", "query", "conditions")} == {
        "from": "/api/*",
        "to": f"{API}/api/:splat",
        "status": 200,
        "signed": "PROXY_SIGNING_KEY",
        "query": {},
        "conditions": {},
    }


def test_a_404_page_is_in_the_language_of_its_path(read: dict[str, Any]) -> None:
    """Netlify serves /404.html by default; a language folder needs its own rule."""
    _, *others = read["redirects"]

    assert [(rule["from"], rule["to"], rule["status"]) for rule in others] == [("/es/*", "/es/404.html", 404)]


def test_headers_are_parsed_as_intended(read: dict[str, Any], site: Path) -> None:
    """Every page has the strict policy, assets are cached indefinitely; as our gateway parses the same file."""
    found = {rule["for"]: {name.lower(): value for name, value in rule["values"].items()} for rule in read["headers"]}
    own = read_header_rules(site / "dist" / "_headers")

    icons = next(path for path in found if path.endswith("/img/icons.svg"))
    assert found[icons] == {"cache-control": "public, max-age=31536000, immutable"}
    assert headers_for(icons, own)["cache-control"] == found[icons]["cache-control"]
    assert "cache-control" not in headers_for(icons.replace("icons", "gone"), own)
    assert found["/site"] == {"cache-control": "public, max-age=0, must-revalidate"}
    assert found["/*"] == headers_for("/anything", own)
    assert {"content-security-policy", "strict-transport-security", "x-frame-options"} <= found["/*"].keys()


def test_writes_are_limited_at_the_edge() -> None:
    """By a function that passes everything on; Netlify's window is at most 180 seconds."""
    code = "import edge, { config } from '%s'; console.log(JSON.stringify([edge() ?? null, config]))"
    path = PROJECT / "netlify/edge-functions/limit_bookings.js"

    done = subprocess.run(
        ["node", "--input-type=module", "--eval", code % path.as_uri()], check=True, capture_output=True, text=True
    )

    answer, config = json.loads(done.stdout)
    assert answer is None
    assert (config["method"], config["path"]) == ("POST", ["/api/bookings", "/api/bookings/*"])
    assert config["rateLimit"]["aggregateBy"] == ["ip", "domain"]
    assert 1 <= config["rateLimit"]["windowSize"] <= 180
