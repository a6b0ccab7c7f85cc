"""Secrets: from the environment, or from SSM Parameter Store if only their names are set.

Values from SSM are cached for five minutes, and longer while SSM does not respond, so a rotation needs no deployment.
boto3 is imported only when a parameter is read; its import is most of a cold start.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from pydantic import SecretStr, TypeAdapter, ValidationError

from shared.http_api.runtime.settings import ConfigurationError, Keys, Settings, Token, Tokens
from shared.http_api.runtime.ssm import ParameterError, ParameterStore, SsmStore

T = TypeVar("T")
Clock = Callable[[], float]

_CACHE_SECONDS = 300.0
_MIN_SECONDS_BETWEEN_RENEWALS = 10.0

_log = logging.getLogger(__name__)

# Created when a parameter is first read: secrets from the environment are parsed with the settings.
_token = cache(lambda: TypeAdapter[SecretStr](Token))
_tokens = cache(lambda: TypeAdapter[tuple[SecretStr, ...]](Tokens))
_keys = cache(lambda: TypeAdapter[tuple[SecretStr, ...]](Keys))


class SecretUnavailable(Exception):
    """SSM does not respond and no value is cached. The message names the setting, never its value."""


class Secrets:
    """The secrets of one process. Every method raises ConfigurationError and SecretUnavailable."""

    def __init__(
        self, settings: Settings, *, store: ParameterStore | None = None, clock: Clock = time.monotonic
    ) -> None:
        self._settings = settings
        self._store = store or SsmStore()
        self._clock = clock
        self._cache: dict[str, tuple[str, float]] = {}
        self._may_renew_at = 0.0

    def ampeco_api_token(self) -> SecretStr:
        """Return the bearer token for Ampeco."""
        given, parameter = self._settings.ampeco_api_token, self._settings.ampeco_api_token_parameter
        return given or self._parsed(_token, "AMPECO_API_TOKEN", parameter)

    def renew_ampeco_api_token(self, refused: SecretStr) -> bool:
        """Return whether there is another token than the refused one, reading it again if necessary."""
        parameter = self._settings.ampeco_api_token_parameter
        if self._settings.ampeco_api_token or parameter is None:
            return False
        # A permanently wrong token must not send every request to SSM, which has a low rate limit.
        if self.ampeco_api_token() == refused and self._clock() >= self._may_renew_at:
            self._may_renew_at = self._clock() + _MIN_SECONDS_BETWEEN_RENEWALS
            self._read("AMPECO_API_TOKEN", parameter)
        return self.ampeco_api_token() != refused

    def admin_tokens(self) -> tuple[SecretStr, ...]:
        """Return the entries of the admin tokens, empty if none are configured; `check_admin` parses them."""
        given, parameter = self._settings.admin_tokens, self._settings.admin_tokens_parameter
        return given or (self._parsed(_tokens, "ADMIN_TOKENS", parameter) if parameter else ())

    def booking_link_keys(self) -> tuple[SecretStr, ...]:
        """Return the keys of the references, newest first, at least one."""
        given, parameter = self._settings.booking_link_keys, self._settings.booking_link_keys_parameter
        return given or _at_least_one("BOOKING_LINK_KEYS", self._parsed(_keys, "BOOKING_LINK_KEYS", parameter))

    def proxy_signing_keys(self) -> tuple[SecretStr, ...]:
        """Return the keys of the CDN's signature, empty only if the functions are not behind Netlify."""
        given, parameter = self._settings.proxy_signing_key, self._settings.proxy_signing_key_parameter
        if given or parameter is None:
            return given
        # A configured but empty key must not disable verification.
        return _at_least_one("PROXY_SIGNING_KEY", self._parsed(_keys, "PROXY_SIGNING_KEY", parameter))

    def _parsed(self, kind: Callable[[], TypeAdapter[T]], name: str, parameter: str | None) -> T:
        if parameter is None:
            raise ConfigurationError(f"{name}: not set")
        value, read_at = self._cache.get(parameter, ("", -_CACHE_SECONDS))
        if self._clock() - read_at >= _CACHE_SECONDS:
            value = self._read(name, parameter)
        try:
            return kind().validate_python(value)
        except ValidationError as error:
            problems = error.errors(include_input=False, include_url=False)
            raise ConfigurationError(f"{name}: {parameter}: {problems[0]['msg']}") from None

    def _read(self, name: str, parameter: str) -> str:
        try:
            value = self._store.read(parameter)
        except ParameterError as refusal:
            # Missing, or access denied: using the cached value would hide that it was removed.
            self._cache.pop(parameter, None)
            raise ConfigurationError(f"{name}: {parameter}: {refusal}") from refusal
        except OSError as error:
            if parameter not in self._cache:
                raise SecretUnavailable(f"{name}: SSM does not answer ({error})") from error
            _log.warning("stale_secret_served", extra={"setting": name})
            value, _ = self._cache[parameter]
        self._cache[parameter] = (value, self._clock())
        return value


def _at_least_one(name: str, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not keys:
        raise ConfigurationError(f"{name}: not set")
    return keys
