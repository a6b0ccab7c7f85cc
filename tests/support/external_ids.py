"""Under which `externalId` what the functions of the tests ask for stands at Ampeco."""

from uuid import UUID

from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner

LINK_KEY = "the-link-key-of-the-tests-with-32-characters"


def external_id(key: str) -> str:
    """Return the `externalId` of the attempt with this Idempotency-Key."""
    return ReferenceSigner([SecretStr(LINK_KEY)]).external_ids(UUID(key)).current
