"""Netlify's signature: with a configured key, unsigned requests are rejected."""

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
    """Respond with the client address that the function determined."""
    return PlainTextResponse(request.client.host if request.client else "nobody")


HANDLER: LambdaHandler = lambda_handler(who_asks)


def signed(key: str = KEY, **claims: Any) -> str:
    """Return a value for `x-nf-sign`; a claim that is None is left out."""
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
def test_a_signed_request_is_served_with_its_client_address(key: str) -> None:
    """With either key during a rotation."""
    answer = ask(x_nf_sign=signed(key), x_nf_client_connection_ip=VISITOR)

    assert (answer.status, answer.text) == (200, VISITOR)


@behind_netlify
def test_a_signature_without_an_address_gives_no_client_address() -> None:
    """The caller that API Gateway sees is Netlify."""
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
def test_a_forged_signature_is_rejected_before_anything_is_parsed(signature: str) -> None:
    """The problem response is never cached."""
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
def test_a_deploy_preview_with_the_same_key_is_rejected(claims: dict[str, Any]) -> None:
    """Anybody who may propose a change controls its pages; only the published site is accepted by default."""
    answer = ask(x_nf_sign=signed(**claims), x_nf_client_connection_ip=VISITOR)

    assert (answer.status, answer.problem) == (403, "not-through-the-site")


@behind_netlify
@pytest.mark.parametrize(
    "_configured",
    [{"PROXY_SIGNING_KEY": KEY, "PROXY_DEPLOY_CONTEXTS": "production, branch-deploy"}],
    indirect=True,
)
def test_accepted_deploy_contexts_can_be_configured() -> None:
    """For an operator with a branch for trials."""
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
def test_another_site_with_the_same_key_is_rejected(site: tuple[str | None, int]) -> None:
    """If a site is configured, a signature that names no site is rejected as well."""
    assert ask(x_nf_sign=signed(site_url=site[0])).status == site[1]


@behind_netlify
def test_an_unsigned_request_is_rejected() -> None:
    """As after a deployment of the site without the key: Netlify then proxies unsigned."""
    assert ask(x_nf_client_connection_ip=VISITOR).status == 403


@behind_netlify
@not_behind_netlify
def test_without_a_key_no_signature_is_required_or_trusted() -> None:
    """Behind CloudFront and locally, the client address is the one that the gateway saw."""
    answer = ask(x_nf_client_connection_ip=VISITOR, x_nf_sign="x.y.z")

    assert (answer.status, answer.text) == (200, "192.0.2.1")


@behind_netlify
@pytest.mark.parametrize("_configured", [{"PROXY_SIGNING_KEY_PARAMETER": "/no/such"}], indirect=True)
def test_an_unreadable_key_rejects_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """A configured but missing key is not the same as none."""

    def down(_self: object, _name: str) -> str:
        raise TimeoutError

    monkeypatch.setattr("shared.http_api.runtime.ssm.SsmStore.read", down)

    answer = ask(x_nf_sign=signed())

    assert (answer.status, answer.problem, answer.headers["retry-after"]) == (503, "not-ready", "5")
