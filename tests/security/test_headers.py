"""Headers of every page and of every API response, as a browser gets them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.browser.stack import Stack, built_site, running_stack
from tests.security.function_host import ROUTES, WITHOUT_AMPECO, FunctionHost
from tests.support.http import NO_TLS
from tests.support.lambda_calls import LambdaResponse

SECURE = {
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
PAGES_TOO = {"cross-origin-opener-policy": "same-origin", "x-frame-options": "DENY"}
UNWANTED = ("set-cookie", "access-control-allow-origin", "access-control-allow-credentials", "x-powered-by", "via")
OWN = {"'none'", "'self'", "'script'", "svelte-trusted-html", "booking-worker"}
DENIED = ("camera", "microphone", "payment", "usb")
DATA, PROBLEM = {"application/json", "text/calendar", "text/csv"}, {"application/problem+json"}
NEW_KEY = "7b1f3a52-53a8-4f4e-9c3c-9d0f5f2b7a10"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(tmp_path_factory.mktemp("headers") / "dist")


GOOD_ALL_THE_SAME = ("GET /api/sites: no", f"{WITHOUT_AMPECO}: not now")


@pytest.fixture(scope="module")
def stack(dist: Path) -> Iterator[Stack]:
    with running_stack(dist) as running:
        yield running


@pytest.fixture
def answers(host: FunctionHost) -> dict[str, LambdaResponse]:
    """Return, for every route, successful responses and errors of the caller, of Ampeco and of our own."""
    found = {}
    for route in ROUTES:
        valid_request = host.valid_request(route)
        wrong = replace(
            valid_request, path=dict.fromkeys(valid_request.path, "x"), query={"days": "x"}, body={"x": "x"}, headers={}
        )
        found[f"{route}: yes"] = host.send(valid_request)
        found[f"{route}: no"] = host.send(wrong)
        host.configure(AMPECO_API_URL="http://127.0.0.1:1/public-api")
        found[f"{route}: not now"] = host.send(
            replace(valid_request, headers={**valid_request.headers, "Idempotency-Key": NEW_KEY})
        )
        host.configure()
    return found


def directives(policy: str) -> dict[str, set[str]]:
    """Parse a content security policy."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def test_every_page_has_a_strict_policy(stack: Stack, dist: Path) -> None:
    """Pages, scripts, styles, images, and the 404 page."""
    files = [path.relative_to(dist) for path in dist.rglob("*") if path.is_file() and path.name[0] != "_"]
    addresses = {f"/{path.with_suffix('') if path.suffix == '.html' else path}" for path in files} | {"/", "/nowhere"}
    with httpx.Client(base_url=stack.url, trust_env=False, verify=NO_TLS) as client:
        pages = {address: client.get(address) for address in addresses - {"/index", "/404"}}

    assert {"/site", "/booking", "/move", "/admin"} <= set(pages)
    for address, page in pages.items():
        policy = directives(page.headers["content-security-policy"])

        assert page.status_code == (404 if address == "/nowhere" else 200), address
        assert (SECURE | PAGES_TOO).items() <= dict(page.headers).items(), address
        assert set().union(*policy.values()) <= OWN, address
        assert {"'none'"} == policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"], address
        assert {"'self'"} == policy["script-src"] == policy["style-src"] == policy["form-action"], address
        assert {"'self'"} == policy["worker-src"] == policy["connect-src"], address
        assert all(f"{name}=()" in page.headers["permissions-policy"] for name in DENIED), address
        assert [name for name in UNWANTED if name in page.headers] == [], address


def test_every_api_response_is_only_data(answers: dict[str, LambdaResponse]) -> None:
    """It cannot be a page or in a frame, other sites cannot read it, and only public data is cached."""
    for name, answer in answers.items():
        is_good = answer.status < 300

        assert is_good == (name.endswith(": yes") or name in GOOD_ALL_THE_SAME), name
        assert SECURE.items() <= answer.headers.items(), name
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'", name
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"]), name
        assert answer.headers["content-type"].partition(";")[0] in (DATA if is_good else PROBLEM), name
        is_everybodys = "GET /api/sites" in name and (is_good or answer.problem == "site-not-found")
        assert is_everybodys or answer.headers["cache-control"] == "private, no-store", name
        assert [one for one in UNWANTED if one in answer.headers] == [], name


def test_api_headers_reach_the_browser_and_allow_no_other_origin(stack: Stack) -> None:
    """Response headers of the functions reach the browser; none allows pages of another origin."""
    head = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    with httpx.Client(base_url=stack.url, trust_env=False, headers=head, timeout=30, verify=NO_TLS) as client:
        answers = [client.get("/api/sites"), client.get("/api/admin/bookings"), client.options("/api/bookings")]

    assert [SECURE.items() <= dict(answer.headers).items() for answer in answers[:2]] == [True, True]
    assert [name for answer in answers for name in answer.headers if name.startswith("access-control-")] == []
