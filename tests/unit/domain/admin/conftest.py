"""A scripted Ampeco of a few records, in this process: for cases that the document leaves open."""

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.users import UserDirectory
from shared.domain.catalog.catalog import Catalog
from tests.support.scripted_client import Script, following


@pytest.fixture
async def scripted(script: Script) -> AsyncIterator[AmpecoClient]:
    """Return a client of the Ampeco that follows the script."""
    async with following(script) as client:
        yield client


@pytest.fixture
def catalog(scripted: AmpecoClient) -> Catalog:
    """Return the catalog of a tenant in Chicago's time zone; nothing in it expires."""
    return Catalog(scripted, default_zone=ZoneInfo("America/Chicago"), clock=lambda: 0.0)


@pytest.fixture
def user_directory(scripted: AmpecoClient) -> UserDirectory:
    """Return the users of the tenant; nothing in it expires."""
    return UserDirectory(scripted, clock=lambda: 0.0)
