"""Settings: read here and nowhere else, validated at the start of a function, never logged."""

import os
from collections.abc import Mapping
from typing import Annotated, Self
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
    """A setting is missing or wrong. The message names settings, never their values."""


class AppLink(BaseModel, frozen=True, defer_build=True):
    """Where drivers get the operator's app."""

    label: str
    url: str


def _listed(value: object) -> object:
    """Split `a,b` into its parts; what is no text passes on to be judged as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _app_links(value: object) -> object:
    """Read `App Store=https://…, Google Play=https://…`."""
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


AppLinks = Annotated[tuple[AppLink, ...], BeforeValidator(_app_links)]
Token = Annotated[SecretStr, BeforeValidator(_stripped), Field(min_length=1)]
Tokens = Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
Keys = Annotated[tuple[Annotated[SecretStr, AfterValidator(_strong)], ...], BeforeValidator(_listed)]
Origin = Annotated[str, Field(pattern=r"^(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?$")]
"""`https://host` and nothing behind it: it becomes a word of a policy. Plain HTTP is for this machine alone."""
ParameterName = Annotated[str, Field(pattern=r"^/[\w./-]+$")]
"""Where in SSM a secret stands."""


class _FromEnvironment(BaseModel):
    """A model whose fields are environment variables of the same name in capitals; empty means unset."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=AliasGenerator(validation_alias=str.upper),
        defer_build=True,  # no function needs those of the pages
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read and check the settings.

        Raises ConfigurationError, naming every setting that is missing or wrong.
        """
        given = os.environ if environment is None else environment
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            problems = error.errors(include_input=False, include_url=False)
            raise ConfigurationError(
                "; ".join(f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in problems)
            ) from None


class PolicySettings(BookingPolicy, _FromEnvironment):
    """The booking policy, as functions and pages read them."""


class Settings(PolicySettings):
    """What the functions read. A secret X is given itself, or X_PARAMETER names it in SSM: see `secrets.py`."""

    ampeco_api_url: HttpUrl
    """`https://{tenant}/public-api`"""
    ampeco_api_token_parameter: ParameterName | None = None
    ampeco_api_token: Token | None = Field(default=None, validate_default=True)
    admin_tokens: Tokens = ()
    """What opens the admin functions. Judged by their gate: a weak one must close them, and nothing else."""
    admin_tokens_parameter: ParameterName | None = None
    booking_link_keys: Keys = ()
    """Keys of the references, newest first, each of at least 32 characters and no pattern."""
    booking_link_keys_parameter: ParameterName | None = None
    proxy_signing_key: Keys = ()
    """Key of Netlify's `x-nf-sign`, or two while it is changed; unset: not behind Netlify, nothing is verified."""
    proxy_signing_key_parameter: ParameterName | None = None
    proxy_site_url: HttpUrl | None = None
    """The site whose signature is taken, by its host: Netlify's own word for it. Unset: any that has the key."""
    proxy_deploy_contexts: Names = ("production",)
    """The kinds of that site's deploys whose signature is taken: a preview may have the same key."""
    default_timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """The tenant's IANA zone, for locations that Ampeco gives none."""
    driver_app_links: AppLinks = ()
    site_url: HttpUrl | None = None
    """Where the pages are, for links in calendar files; unset: no link."""
    support_phone: str | None = None
    """Whom a driver calls at the charger, for calendar files; unset: no phone."""

    @field_validator("ampeco_api_token")
    @classmethod
    def _require_value_or_parameter(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("ampeco_api_token_parameter") is None:
            raise ValueError("neither it nor AMPECO_API_TOKEN_PARAMETER is set")
        return token

    @property
    def policy(self) -> BookingPolicy:
        """The booking policy alone."""
        return BookingPolicy.model_validate(self.model_dump(include=set(BookingPolicy.model_fields)))


class SiteSettings(PolicySettings):
    """What the build of the pages reads."""

    brand_name: str = "Future Energy"
    support_phone: str | None = None
    no_show_text: str | None = None
    """What becomes of a driver who does not come, in a sentence."""
    no_show_text_es: str | None = None
    """The same in Spanish."""
    image_origin: Origin | None = None
    """Where photos of sites come from; unset: none are shown, and nothing is asked of anybody else."""
    driver_app_links: AppLinks = ()
    api_origin: HttpUrl | None = None
    """Where the CDN sends `/api/*`; unset: the pages and the API have one origin already."""
    site_url: HttpUrl | None = None
    """Where the pages will be, so that each names the other languages' to search engines by its whole address."""
