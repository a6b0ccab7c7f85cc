"""What to start, and with which environment, from the settings."""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORT = "8888"
SIMULATOR_TOKEN = "local-only-simulator-token"  # noqa: S105 - opens nothing but the simulator on this machine
SIMULATED = {
    "DEFAULT_TIMEZONE": "America/Detroit",
    "DRIVER_APP_LINKS": "App Store=https://apps.example/ios, Google Play=https://apps.example/android",
    "NO_SHOW_TEXT": "The port is held for 15 minutes. After that it may be given to someone else.",
    "PRICE_TEXT": "Charging costs $0.45 per kWh. Booking is free.",
    "PRICE_TEXT_ES": "La carga cuesta $0.45 por kWh. Reservar es gratis.",
    "NO_SHOW_TEXT_ES": "El puerto se reserva durante 15 minutos. Después puede asignarse a otra persona.",
    "SUPPORT_PHONE": "+1 616 555 0134",
}
LOCAL_MAIL_FROM = "bookings@example.com"
MESSAGES_TABLE = "messages"
LINKS_FUNCTION = "SendLinks"
"""Its name in template.yaml."""
HIGHEST_PORT = 65535


class PlanError(Exception):
    """The settings contradict each other; the message says how to fix them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The port of the site, whether Ampeco is simulated or on this machine, and the environment of all processes."""

    port: int
    is_simulated: bool
    is_local: bool
    environment: Mapping[str, str]

    @property
    def mail_from(self) -> str | None:
        """The sender of mails; None: no mails, no outbox."""
        return self.environment.get("MAIL_FROM")

    @property
    def admin_token(self) -> str:
        """The first admin token, without its name and role."""
        return self.environment["ADMIN_TOKENS"].split(",")[0].rpartition(":")[2].strip()


def make_plan(given: Mapping[str, str]) -> Plan:
    """Return the plan for the settings `given`, empty ones being unset; raises PlanError.

    With AMPECO_API_URL and AMPECO_API_TOKEN it uses the real platform, with neither the simulator. Our own secrets, if
    not given, are derived from the platform's token: they are the same on the next start, which keeps booking links
    valid, differ between installations, and with the real platform cannot be guessed without its token. Mails are on
    with the simulator or any platform on this machine, else only with MAIL_FROM.
    """
    settings = {name: value for name, value in given.items() if value}
    platform = [name for name in ("AMPECO_API_URL", "AMPECO_API_TOKEN") if name in settings]
    if len(platform) == 1:
        raise PlanError(
            f"Only {platform[0]} is set. Set AMPECO_API_URL and AMPECO_API_TOKEN to use the real platform, "
            "or neither to use the simulator."
        )
    defaults = {"AMPECO_API_TOKEN": SIMULATOR_TOKEN, **SIMULATED} if not platform else {}
    environment = defaults | settings
    for name in ("ADMIN_TOKENS", "BOOKING_LINK_KEYS"):
        environment.setdefault(name, _local_secret(name, environment["AMPECO_API_TOKEN"]))
    is_local = not platform or _is_loopback(environment["AMPECO_API_URL"])
    if is_local:
        environment.setdefault("MAIL_FROM", LOCAL_MAIL_FROM)
    if "MAIL_FROM" in environment:
        environment.setdefault("MAIL_FOR", "all")
    return Plan(_port(settings.get("PORT", DEFAULT_PORT)), not platform, is_local, environment)


def _is_loopback(url: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise PlanError(f"PORT is {text!r}, not a port number.")
    return int(text)


def _local_secret(purpose: str, token: str) -> str:
    digest = hmac.digest(token.encode(), purpose.encode(), hashlib.sha256)
    return f"local-only-{digest.hex()}"
