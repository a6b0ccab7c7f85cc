"""Settings: validated when a function starts, and never shown."""

import re

import pytest

from shared.http_api.runtime.message_settings import MessageSettings
from shared.http_api.runtime.settings import AppLink, ConfigurationError, Settings
from tests.support.project import PROJECT
from tools.build_site.settings import SiteSettings

LINKS = ("first-of-two-that-sign-references", "other-of-two-that-sign-references")
RIGHT = {"AMPECO_API_URL": "https://tenant.example.com/public-api", "AMPECO_API_TOKEN": "a-token"}


def test_given_settings_are_read_and_the_rest_have_defaults() -> None:
    """Environment variables have the fields' names in capitals."""
    settings = Settings.from_environment(RIGHT | {"MAX_DAYS_AHEAD": "14", "ALLOW_OVERLAPPING_BOOKINGS": "true"})

    assert str(settings.ampeco_api_url) == "https://tenant.example.com/public-api"
    assert settings.policy.max_days_ahead == 14
    assert settings.policy.allow_overlapping_bookings is True
    assert settings.policy.min_notice_minutes == 15


def test_an_empty_variable_is_unset() -> None:
    """Operators clear a setting that way."""
    assert Settings.from_environment(RIGHT | {"MAX_DAYS_AHEAD": ""}).policy.max_days_ahead == 30


def test_every_missing_setting_is_named() -> None:
    """In one error."""
    with pytest.raises(ConfigurationError, match=r"AMPECO_API_URL.*AMPECO_API_TOKEN"):
        Settings.from_environment({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMPECO_API_URL", "ftp://tenant.example.com"),
        ("AMPECO_API_URL", "secret-value"),
        ("MAX_DAYS_AHEAD", "secret-value"),
        ("MAX_DAYS_AHEAD", "0"),
        ("AMPECO_PORT_URL", "http://office.example.com/secret-value/{evseId}"),
        ("AMPECO_PORT_URL", "https://office.example.com/secret-value/{id}"),
        ("DEFAULT_TIMEZONE", "secret-value"),
        ("BOOKING_LINK_KEYS", "secret-value"),
        ("BOOKING_LINK_KEYS", f"{LINKS[0]},secret-value"),
        ("PROXY_SITE_URL", "secret-value"),
        ("PROXY_DEPLOY_CONTEXTS", ","),
        ("BOOKING_LINK_KEYS", "secret-value" * 4),
        ("PROXY_SIGNING_KEY", "secret-value" * 4),
        ("DRIVER_APP_LINKS", "secret-value"),
        ("DRIVER_APP_LINKS", "App=http://secret-value.example.com"),
    ],
)
def test_an_invalid_setting_is_named_without_its_value(name: str, value: str) -> None:
    """The message is logged."""
    with pytest.raises(ConfigurationError, match=name) as refusal:
        Settings.from_environment(RIGHT | {name: value})

    assert "secret-value" not in str(refusal.value)


def test_secrets_are_hidden() -> None:
    """In a repr and in a dump."""
    settings = Settings.from_environment(RIGHT | {"BOOKING_LINK_KEYS": ", ".join(LINKS)})

    assert "a-token" not in repr(settings)
    assert LINKS[0] not in repr(settings)
    assert tuple(key.get_secret_value() for key in settings.booking_link_keys) == LINKS


def test_app_links_are_label_and_address() -> None:
    """A comma separates links, the first equals sign ends the label."""
    links = "App Store=https://apps.example.com/a?id=1, Google Play=https://play.example.com/b"

    assert SiteSettings.from_environment({"DRIVER_APP_LINKS": links}).driver_app_links == (
        AppLink(label="App Store", url="https://apps.example.com/a?id=1"),
        AppLink(label="Google Play", url="https://play.example.com/b"),
    )


@pytest.mark.parametrize(
    "origin",
    ["photos.example.com", "http://photos.example", "https://photos.example/", "https://a.example; script-src *"],
)
def test_the_image_origin_is_one_complete_origin(origin: str) -> None:
    """It becomes part of the content security policy, and must not be able to widen it."""
    with pytest.raises(ConfigurationError, match="IMAGE_ORIGIN"):
        SiteSettings.from_environment({"IMAGE_ORIGIN": origin})


SECRETS = {"ampeco_api_token", "admin_tokens", "booking_link_keys", "proxy_signing_key"}
PARAMETERS = {f"{secret}_parameter" for secret in SECRETS}


def test_messages_are_off_without_a_sender_and_need_a_table_with_one() -> None:
    """The table prevents sending a message again each minute."""
    assert MessageSettings.from_environment({}).mail_from is None

    with pytest.raises(ConfigurationError, match="MESSAGES_TABLE"):
        MessageSettings.from_environment({"MAIL_FROM": "bookings@example.com"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "secret-value"),
        ("MAIL_FROM", "@secret-value"),
        ("MAIL_FROM", "Bookings <secret-value@example.com>"),
        ("MAIL_FROM", "sécret-value@example.com"),
        ("MAIL_FROM", "secret-value@example.com\nBcc: other@example.com"),
        ("MAIL_FOR", "secret-value"),
        ("REMINDER_MINUTES", "0"),
    ],
)
def test_an_invalid_message_setting_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name) as refusal:
        MessageSettings.from_environment({"MESSAGES_TABLE": "messages", name: value})

    assert "secret-value" not in str(refusal.value)


def test_the_example_file_names_every_setting_and_no_other() -> None:
    """Except PORT, which only `make run` reads; names of parameters are only used on AWS."""
    named = set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    fields = {*Settings.model_fields, *SiteSettings.model_fields, *MessageSettings.model_fields}
    given_by_the_stack = {"messages_table", "mail_configuration_set", "links_function", "catalog_url", "aws_region"}
    assert named == {field.upper() for field in fields - PARAMETERS - given_by_the_stack} | {"PORT"}


def test_the_template_has_every_setting_and_no_secret() -> None:
    """With a misspelled variable, a function would silently use the default."""
    # Nothing else in a template is written in capitals.
    named = set(re.findall(r"^ +([A-Z][A-Z_]+): ", (PROJECT / "template.yaml").read_text(), re.MULTILINE))

    fields = {*Settings.model_fields, *MessageSettings.model_fields}
    assert {name.lower() for name in named} == fields - SECRETS - {"aws_region"} | {
        "powertools_service_name",
        "release",
    }


@pytest.mark.parametrize("name", ["ampeco-api-token", "/with space", "/*"])
def test_the_name_of_a_parameter_is_a_plain_absolute_path(name: str) -> None:
    """Anything else is a mistake, most likely the secret itself."""
    with pytest.raises(ConfigurationError, match="AMPECO_API_TOKEN_PARAMETER"):
        Settings.from_environment({**RIGHT, "AMPECO_API_TOKEN_PARAMETER": name})
