"""The built site, once for all tests of the build."""

import pytest

from tests.integration.tools.operator_settings import OPERATOR
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render


@pytest.fixture(scope="session")
def site() -> dict[str, bytes]:
    """Return the site built without settings: content by path."""
    return render(SiteSettings.from_environment({}))


@pytest.fixture(scope="session")
def operators_site() -> dict[str, bytes]:
    """Return the site built with every setting: content by path."""
    return render(SiteSettings.from_environment(OPERATOR))
