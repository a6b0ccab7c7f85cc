"""The `externalId` at Ampeco of requests by the functions under test."""

from uuid import UUID

from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner

LINK_KEY = "the-link-key-of-the-tests-with-32-characters"


def external_id(key: str) -> str:
    """Return the `externalId` of the attempt with this Idempotency-Key."""
    return ReferenceSigner([SecretStr(LINK_KEY)]).external_ids(UUID(key)).current
