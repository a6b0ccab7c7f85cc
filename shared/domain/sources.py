"""Who asked Ampeco for something through us, as the `externalId` of a request tells."""

from enum import StrEnum

from shared.domain.references import PREFIX

STAFF_PREFIX = "admin-"
"""Tells in Ampeco's own lists what staff asked for through us."""


class Source(StrEnum):
    """Who asked."""

    SITE = "site"
    """A driver, on the public site."""
    STAFF = "admin"
    """Staff, through the admin page."""
    OTHER = "other"
    """Somebody else: the driver app, a partner, the operator in Ampeco itself."""


def source_of(external_id: str | None) -> Source:
    """Return who asked under this `externalId`."""
    if external_id and external_id.startswith(STAFF_PREFIX):
        return Source.STAFF
    return Source.SITE if external_id and external_id.startswith(PREFIX) else Source.OTHER
