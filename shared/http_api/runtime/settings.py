"""Settings: the only reader of the environment; validated at start, never logged."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from shared.domain.policy import BookingPolicy
from shared.http_api.security.secret_strength import weakness


class ConfigurationError(Exception):
    """A setting is missing or invalid. The message names settings, never their values."""


class AppLink(BaseModel, frozen=True, defer_build=True):
    """A download link of the driver app."""

    label: str
    url: str


def _listed(value: object) -> object:
    """Split `a,b` into its parts; other types are left to validation."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _app_links(value: object) -> object:
    """Parse `App Store=https://…, Google Play=https://…`."""
    if not isinstance(value, str):
        return value
    links = []
    for part in filter(str.strip, value.split(",")):
        label, _, url = part.partition("=")
        parts = urlsplit(url.strip())
        if not label.strip() or parts.scheme != "https" or not parts.hostname:
            raise ValueError("expected Label=https://… separated by commas")
        links.append(AppLink(label=label.strip(), url=url.strip()))
    return tuple(links)


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _strong(secret: SecretStr) -> SecretStr:
    if weak := weakness(secret.get_secret_value()):
        raise ValueError(weak)
    return secret


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("not an IANA time zone") from error
    return name


_EVSE_ID = "{evseId}"


def _url_of_port(value: str) -> str:
    parts = urlsplit(value.replace(_EVSE_ID, "1"))
    if parts.scheme != "https" or not parts.hostname or "{" in parts.geturl() or not value.isascii():
        raise ValueError("expected https://… with {evseId} for the id of the port")
    return value


AppLinks = Annotated[tuple[AppLink, ...], BeforeValidator(_app_links)]
Token = Annotated[SecretStr, BeforeValidator(_stripped), Field(min_length=1)]
Tokens = Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
Keys = Annotated[tuple[Annotated[SecretStr, AfterValidator(_strong)], ...], BeforeValidator(_listed)]
ParameterName = Annotated[str, Field(pattern=r"^/[\w./-]+$")]
"""Name of a secret in SSM."""


class EnvironmentSettings(BaseModel):
    """A model whose fields are environment variables of the same name in capitals; empty means unset."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=AliasGenerator(validation_alias=str.upper),
        defer_build=True,
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read and validate the settings.

        Raises ConfigurationError that names every missing or invalid setting.
        """
        given = os.environ if environment is None else environment
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            problems = error.errors(include_input=False, include_url=False)
            raise ConfigurationError(
                "; ".join(f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in problems)
            ) from None


class PolicySettings(BookingPolicy, EnvironmentSettings):
    """The booking policy, for functions and pages."""


class Settings(PolicySettings):
    """Settings of the functions. A secret X is set directly, or X_PARAMETER names it in SSM: see `secrets.py`."""

    ampeco_api_url: HttpUrl
    """`https://{tenant}/public-api`"""
    ampeco_api_token_parameter: ParameterName | None = None
    ampeco_api_token: Token | None = Field(default=None, validate_default=True)
    admin_tokens: Tokens = ()
    """Entries `name:role:token`, or a token alone. `check_admin` parses them: a bad one closes admin routes only."""
    admin_tokens_parameter: ParameterName | None = None
    booking_link_keys: Keys = ()
    """Keys of the references, newest first, each of at least 32 characters and no pattern."""
    booking_link_keys_parameter: ParameterName | None = None
    proxy_signing_key: Keys = ()
    """Key of Netlify's `x-nf-sign`, two during a rotation; unset: not behind Netlify, no verification."""
    proxy_signing_key_parameter: ParameterName | None = None
    proxy_site_url: HttpUrl | None = None
    """The site whose signature is accepted, by its host. Unset: any site that has the key."""
    proxy_deploy_contexts: Names = ("production",)
    """The deploy contexts of that site whose signature is accepted: a preview may have the same key."""
    default_timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """IANA time zone of the tenant, for locations without one."""
    catalog_url: HttpUrl | None = None
    """The bucket of the catalog snapshot, `https://BUCKET.s3.REGION.amazonaws.com`; unset: Ampeco is read directly."""
    aws_region: str = "us-east-1"
    """Region of that bucket; Lambda sets it."""
    ampeco_port_url: Annotated[str, AfterValidator(_url_of_port)] | None = None
    """Page of a port in Ampeco's back office, `https://...`, where `{evseId}` stands for its id; unset: no link."""
    driver_app_links: AppLinks = ()
    site_url: HttpUrl | None = None
    """Address of the pages, for links in calendar files; unset: no link."""
    support_phone: str | None = None
    """Support phone number, for calendar files; unset: none."""
    mail_for: Literal["all", "site"] | None = None
    """Which bookings have messages, for the admin page; unset: this operator sends no mails."""
    links_function: str | None = None
    """Name or ARN of the function that sends links; unset: this operator sends no mails."""

    @field_validator("ampeco_api_token")
    @classmethod
    def _require_value_or_parameter(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("ampeco_api_token_parameter") is None:
            raise ValueError("neither it nor AMPECO_API_TOKEN_PARAMETER is set")
        return token

    def port_url(self, evse_id: int) -> str | None:
        """Return the page of the port in Ampeco's back office, None if it is not set."""
        return self.ampeco_port_url.replace(_EVSE_ID, str(evse_id)) if self.ampeco_port_url else None

    @property
    def policy(self) -> BookingPolicy:
        """The booking policy only."""
        return BookingPolicy.model_validate(self.model_dump(include=set(BookingPolicy.model_fields)))
