"""Netlify's signature: with a configured key, unsigned requests are refused."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from shared.http_api.runtime.handler import LambdaHandler, lambda_handler
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.clock import machine_now
from tests.support.lambda_calls import LambdaResponse, call

KEY, OLD_KEY = "new-for-this-site-and-not-for-others", "old-for-this-site-and-not-for-others"
FOREIGN_KEY = "some-other-for-a-site-that-is-not-ours"
VISITOR = "203.0.113.7"


async def who_asks(request: Request, _services: Services) -> Response:
    """Answer with the address that the function believes in."""
    return PlainTextResponse(request.client.host if request.client else "nobody")


HANDLER: LambdaHandler = lambda_handler(who_asks)


def signed(key: str = KEY, **claims: Any) -> str:
    """Return what Netlify sends in `x-nf-sign`; a claim that is None is left out."""
    soon = int(machine_now().timestamp()) + 60
    own = {"iss": "netlify", "netlify_id": "1", "deploy_context": "production", "site_url": "https://book.example.com"}
    whole = own | {"exp": soon} | claims
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, key, "HS256")


def ask(**headers: str) -> LambdaResponse:
    return call(HANDLER, "GET /api/sites", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture(params=[{"PROXY_SIGNING_KEY": f"{KEY},{OLD_KEY}"}])
def _configured(request: pytest.FixtureRequest) -> Iterator[None]:
    environment = {"AMPECO_API_URL": "https://tenant.example.com/public-api", "AMPECO_API_TOKEN": "t"}
    before = replace_services(Services(Settings.from_environment(environment | request.param)))
    yield
    replace_services(before)


behind_netlify = pytest.mark.usefixtures("_configured")
not_behind_netlify = pytest.mark.parametrize("_configured", [{}], indirect=True)


@behind_netlify
@pytest.mark.parametrize("key", [KEY, OLD_KEY])
def test_what_netlify_signed_is_served_and_its_visitor_believed(key: str) -> None:
    """With either key, while one follows the other."""
    answer = ask(x_nf_sign=signed(key), x_nf_client_connection_ip=VISITOR)

    assert (answer.status, answer.text) == (200, VISITOR)


@behind_netlify
def test_a_signature_without_an_address_names_nobody() -> None:
    """API Gateway's own idea of the caller would be Netlify."""
    assert ask(x_nf_sign=signed()).text == "nobody"


UNSIGNED = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJuZXRsaWZ5IiwiZXhwIjo5OTk5OTk5OTk5fQ."

FORGERIES = {
    "another key": signed(FOREIGN_KEY),
    "another issuer": signed(iss="somebody"),
    "no issuer": signed(iss=None),
    "expired": signed(exp=int(machine_now().timestamp()) - 60),
    "never expires": signed(exp=None),
    "no algorithm": UNSIGNED,
    "another algorithm": jwt.encode({"iss": "netlify", "exp": int(machine_now().timestamp()) + 60}, KEY * 2, "HS512"),
    "cut off": signed()[:-5],
    "nonsense": "x.y.z",
    "empty": "",
}


@behind_netlify
@pytest.mark.parametrize("signature", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_refused_before_anything_is_read(signature: str) -> None:
    """As a problem that is never cached."""
    answer = ask(x_nf_sign=signature, x_nf_client_connection_ip=VISITOR)

    assert (answer.status, answer.problem) == (403, "not-through-the-site")
    assert answer.headers["cache-control"] == "private, no-store"


DEPLOYS = {
    "a preview": {"deploy_context": "deploy-preview"},
    "a branch": {"deploy_context": "branch-deploy"},
    "a laptop": {"deploy_context": "dev"},
    "no word of which": {"deploy_context": None},
    "no word for which": {"deploy_context": ["production"]},
}


@behind_netlify
@pytest.mark.parametrize("claims", DEPLOYS.values(), ids=DEPLOYS)
def test_a_preview_with_the_same_key_is_refused(claims: dict[str, Any]) -> None:
    """Its pages are anybody's who may propose a change; only the published site is let in unless others are named."""
    answer = ask(x_nf_sign=signed(**claims), x_nf_client_connection_ip=VISITOR)

    assert (answer.status, answer.problem) == (403, "not-through-the-site")


@behind_netlify
@pytest.mark.parametrize(
    "_configured",
    [{"PROXY_SIGNING_KEY": KEY, "PROXY_DEPLOY_CONTEXTS": "production, branch-deploy"}],
    indirect=True,
)
def test_the_deploys_that_are_let_in_can_be_named() -> None:
    """For an operator who tries things out on a branch of its own."""
    statuses = {name: ask(x_nf_sign=signed(deploy_context=name)).status for name in ("production", "branch-deploy", "")}

    assert statuses == {"production": 200, "branch-deploy": 200, "": 403}


SITES = {
    "its own": ("https://book.example.com", 200),
    "its own, written otherwise": ("http://BOOK.example.com:443/", 200),
    "another": ("https://other.example.com", 403),
    "one below": ("https://x.book.example.com", 403),
    "its name before another's": ("https://book.example.com@other.example.com", 403),
    "no address": ("book.example.com", 403),
    "a broken one": ("https://[", 403),
    "none": (None, 403),
    "a number": (1, 403),
}


@behind_netlify
@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize(
    "_configured", [{"PROXY_SIGNING_KEY": KEY, "PROXY_SITE_URL": "https://book.example.com"}], indirect=True
)
def test_another_site_with_the_same_key_is_refused(site: tuple[str | None, int]) -> None:
    """Where the site is named, a signature that names no site is no better than another's."""
    assert ask(x_nf_sign=signed(site_url=site[0])).status == site[1]


@behind_netlify
def test_no_signature_is_refused() -> None:
    """As after a deploy of the site that forgot the key: Netlify then proxies unsigned."""
    assert ask(x_nf_client_connection_ip=VISITOR).status == 403


@behind_netlify
@not_behind_netlify
def test_without_a_key_nobody_is_refused_and_no_header_believed() -> None:
    """Behind CloudFront and on a laptop: the caller is whom the gateway saw."""
    answer = ask(x_nf_client_connection_ip=VISITOR, x_nf_sign="x.y.z")

    assert (answer.status, answer.text) == (200, "192.0.2.1")


@behind_netlify
@pytest.mark.parametrize("_configured", [{"PROXY_SIGNING_KEY_PARAMETER": "/no/such"}], indirect=True)
def test_a_key_that_cannot_be_read_closes_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Configured and not there is not the same as not configured."""

    def down(_self: object, _name: str) -> str:
        raise TimeoutError

    monkeypatch.setattr("shared.http_api.runtime.ssm.SsmStore.read", down)

    answer = ask(x_nf_sign=signed())

    assert (answer.status, answer.problem, answer.headers["retry-after"]) == (503, "not-ready", "5")
