"""The built site, once for all tests of the build."""

import pytest

from shared.http_api.runtime.settings import SiteSettings
from tools.build_site.site import render

OPERATOR = {
    "BRAND_NAME": 'Volt & Sons "<West>"',
    "SUPPORT_PHONE": "+1 616 555 0134",
    "NO_SHOW_TEXT": "The port is held for 15 minutes.",
    "PRICE_TEXT": "Charging costs $0.45 per kWh.",
    "DRIVER_APP_LINKS": "App Store=https://apps.example/ios, Google Play=https://apps.example/android",
    "API_ORIGIN": "https://api.example/",
}


@pytest.fixture(scope="session")
def site() -> dict[str, bytes]:
    """Return the site built without settings: content by path."""
    return render(SiteSettings.from_environment({}))


@pytest.fixture(scope="session")
def operators_site() -> dict[str, bytes]:
    """Return the site built with every setting: content by path."""
    return render(SiteSettings.from_environment(OPERATOR))
