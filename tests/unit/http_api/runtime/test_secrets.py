"""Secrets: their source, their caching, and errors when they cannot be read."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from shared.http_api.runtime.secrets import Secrets, SecretUnavailable
from shared.http_api.runtime.settings import ConfigurationError, Settings
from shared.http_api.runtime.ssm import ParameterError

KEY, OTHER = "one-of-two-that-nobody-else-holds", "two-of-two-that-nobody-else-holds"
URL = {"AMPECO_API_URL": "https://tenant.example.com/public-api"}
NAMED = URL | {
    "AMPECO_API_TOKEN_PARAMETER": "/token",
    "ADMIN_TOKENS_PARAMETER": "/admin",
    "BOOKING_LINK_KEYS_PARAMETER": "/links",
    "PROXY_SIGNING_KEY_PARAMETER": "/proxy",
}


class Ssm:
    """A parameter store; a value that is an exception is raised."""

    def __init__(self) -> None:
        self.values: dict[str, str | Exception] = {
            "/token": "a-token",
            "/admin": KEY,
            "/links": KEY,
            "/proxy": KEY,
        }
        self.reads: list[str] = []
        self.now = 0.0

    def read(self, name: str) -> str:
        self.reads.append(name)
        value = self.values[name]
        if isinstance(value, Exception):
            raise value
        return value

    def secrets(self, environment: dict[str, str]) -> Secrets:
        return Secrets(Settings.from_environment(environment), store=self, clock=lambda: self.now)


@pytest.fixture
def ssm() -> Ssm:
    return Ssm()


def plain(secrets: tuple[SecretStr, ...]) -> list[str]:
    return [secret.get_secret_value() for secret in secrets]


READS: dict[str, tuple[str, Callable[[Secrets], object]]] = {
    "token": ("/token", Secrets.ampeco_api_token),
    "admin": ("/admin", Secrets.admin_tokens),
    "links": ("/links", Secrets.booking_link_keys),
    "proxy": ("/proxy", Secrets.proxy_signing_keys),
}
each_secret = pytest.mark.parametrize(("parameter", "read"), READS.values(), ids=READS)


def test_a_secret_in_the_environment_is_not_read_from_ssm(ssm: Ssm) -> None:
    """Locally and in tests; even if a parameter is named as well."""
    given = {
        "AMPECO_API_TOKEN": "\n given \n",
        "ADMIN_TOKENS": f" {OTHER} ,{KEY}",
        "BOOKING_LINK_KEYS": OTHER,
        "PROXY_SIGNING_KEY": OTHER,
    }
    secrets = ssm.secrets(NAMED | given)

    assert secrets.ampeco_api_token().get_secret_value() == "given"
    assert plain(secrets.admin_tokens()) == [OTHER, KEY]
    assert plain(secrets.booking_link_keys()) == [OTHER]
    assert plain(secrets.proxy_signing_keys()) == [OTHER]
    assert ssm.reads == []


@each_secret
def test_a_parameter_is_read_on_demand_and_cached_for_five_minutes(
    ssm: Ssm, parameter: str, read: Callable[[Secrets], object]
) -> None:
    """Neither at the start nor for every request."""
    secrets = ssm.secrets(NAMED)
    assert ssm.reads == []

    for ssm.now in (0, 1, 299, 300, 599):
        read(secrets)

    assert ssm.reads == [parameter, parameter]


def test_whitespace_around_a_parameter_is_stripped(ssm: Ssm) -> None:
    """A pasted or piped secret often ends with a line break."""
    ssm.values |= {"/token": " a-token\n", "/links": f"{KEY}, {OTHER}\n"}
    secrets = ssm.secrets(NAMED)

    assert secrets.ampeco_api_token().get_secret_value() == "a-token"
    assert plain(secrets.booking_link_keys()) == [KEY, OTHER]


def test_a_rotated_secret_is_used_without_a_deployment(ssm: Ssm) -> None:
    """Two are valid at a time, so that nobody is locked out meanwhile."""
    secrets = ssm.secrets(NAMED)
    seen = [plain(secrets.admin_tokens())]

    for ssm.now, value in ((300, f"{KEY},{OTHER}"), (600, OTHER)):
        ssm.values["/admin"] = value
        seen.append(plain(secrets.admin_tokens()))

    assert seen == [[KEY], [KEY, OTHER], [OTHER]]


@each_secret
def test_a_missing_parameter_is_named(ssm: Ssm, parameter: str, read: Callable[[Secrets], object]) -> None:
    """The log has the setting, the parameter and the reason."""
    ssm.values[parameter] = ParameterError("no such parameter")

    with pytest.raises(ConfigurationError, match=rf"^[A-Z_]+: {parameter}: no such parameter$"):
        read(ssm.secrets(NAMED))


@each_secret
def test_a_deleted_secret_is_not_used_any_longer(ssm: Ssm, parameter: str, read: Callable[[Secrets], object]) -> None:
    """After the five minutes for which it is cached."""
    secrets = ssm.secrets(NAMED)
    read(secrets)
    ssm.values[parameter] = ParameterError("not allowed to read it")
    ssm.now = 300

    with pytest.raises(ConfigurationError, match="not allowed"):
        read(secrets)


@each_secret
def test_a_cached_secret_is_used_while_ssm_is_down(ssm: Ssm, parameter: str, read: Callable[[Secrets], object]) -> None:
    """It is probably still valid, and without it every request would fail."""
    secrets = ssm.secrets(NAMED)
    before = read(secrets)
    ssm.values[parameter] = TimeoutError()
    ssm.now = 300

    assert read(secrets) == before


@each_secret
def test_without_a_cached_value_a_failure_of_ssm_is_reported(
    ssm: Ssm, parameter: str, read: Callable[[Secrets], object]
) -> None:
    """As a temporary failure, not as a mistake in the settings."""
    ssm.values[parameter] = TimeoutError()

    with pytest.raises(SecretUnavailable, match="SSM does not answer"):
        read(ssm.secrets(NAMED))


@pytest.mark.parametrize(("parameter", "value"), [("/links", "secret-value"), ("/proxy", "secret-value")])
def test_a_weak_secret_is_rejected_without_quoting_it(ssm: Ssm, parameter: str, value: str) -> None:
    """As one in the environment is."""
    ssm.values[parameter] = value
    secrets = ssm.secrets(NAMED)
    read = secrets.booking_link_keys if parameter == "/links" else secrets.proxy_signing_keys

    with pytest.raises(ConfigurationError, match="shorter than 32") as refusal:
        read()

    assert "secret-value" not in str(refusal.value)


@pytest.mark.parametrize("parameter", ["/links", "/proxy"])
def test_an_empty_parameter_is_an_error(ssm: Ssm, parameter: str) -> None:
    """Configured but empty is a mistake, not a choice."""
    ssm.values[parameter] = " "
    secrets = ssm.secrets(NAMED)
    read = secrets.booking_link_keys if parameter == "/links" else secrets.proxy_signing_keys

    with pytest.raises(ConfigurationError, match="not set"):
        read()


def test_unconfigured_secrets_are_empty_or_missing(ssm: Ssm) -> None:
    """No tokens close the admin functions, no proxy key means no Netlify, and without link keys nothing is signed."""
    secrets = ssm.secrets(URL | {"AMPECO_API_TOKEN": "a-token"})

    assert secrets.admin_tokens() == ()
    assert secrets.proxy_signing_keys() == ()
    with pytest.raises(ConfigurationError, match="BOOKING_LINK_KEYS: not set"):
        secrets.booking_link_keys()


def test_a_rejected_token_is_read_again(ssm: Ssm) -> None:
    """It may have been rotated."""
    secrets = ssm.secrets(NAMED)
    refused = secrets.ampeco_api_token()
    ssm.values["/token"] = "another"

    assert secrets.renew_ampeco_api_token(refused) is True
    assert secrets.ampeco_api_token().get_secret_value() == "another"


def test_concurrent_calls_with_a_rejected_token_read_it_once(ssm: Ssm) -> None:
    """The second call finds the new one in the cache."""
    secrets = ssm.secrets(NAMED)
    refused = secrets.ampeco_api_token()
    ssm.values["/token"] = "another"

    renewed = [secrets.renew_ampeco_api_token(refused) for _ in range(4)]

    assert (renewed, ssm.reads) == ([True] * 4, ["/token", "/token"])


def test_an_invalid_token_is_read_again_every_ten_seconds_at_most(ssm: Ssm) -> None:
    """SSM limits reads per second, for all functions together."""
    secrets = ssm.secrets(NAMED)
    refused = secrets.ampeco_api_token()

    for ssm.now in (1, 9, 10, 11, 19, 20):
        assert secrets.renew_ampeco_api_token(refused) is False

    assert len(ssm.reads) == 3


def test_a_token_from_the_environment_is_never_renewed(ssm: Ssm) -> None:
    """A 401 is final."""
    secrets = ssm.secrets(NAMED | {"AMPECO_API_TOKEN": "given"})

    assert secrets.renew_ampeco_api_token(SecretStr("given")) is False
    assert ssm.reads == []
