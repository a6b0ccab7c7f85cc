"""External ids, and the signed references made of them: `<externalId>.<signature>`."""

import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import SecretStr

from shared.domain.errors import BookingNotFound

SITE_PREFIX = "web-"
"""Tells bookings of the public site from those of other systems in Ampeco's own lists."""

_MAX_LENGTH = 300
_HASHED_BYTES = 16
"""As many as a UUID has, so that an id has the same form as those from before they were hashed."""


class ExternalIds(NamedTuple):
    """Under which `externalId` an attempt is made, and under which ones the same attempt may stand already."""

    current: str
    earlier: tuple[str, ...] = ()
    """Made with a link key that is being replaced, or, last, with none: the Idempotency-Key itself."""


class ReferenceSigner:
    """Signs and verifies references with HMAC-SHA-256. `keys`: newest first; the first signs, all verify."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        if not keys:
            raise ValueError("no key to sign references with")
        self._keys = tuple(key.get_secret_value().encode() for key in keys)
        # The library wants the newest last.
        self._signer = Signer(
            [key.get_secret_value() for key in reversed(keys)],
            salt="booking-reference",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def external_ids(self, key: UUID) -> ExternalIds:
        """Return the `externalId` of the attempt with this Idempotency-Key, and what it was with the keys before."""
        current, *earlier = (f"{SITE_PREFIX}{_hashed(link_key, key)}" for link_key in self._keys)
        return ExternalIds(current, (*earlier, f"{SITE_PREFIX}{key}"))

    def reference(self, external_id: str) -> str:
        """Return the reference that names this `externalId`."""
        return self._signer.sign(external_id).decode("ascii")

    def external_id(self, reference: str) -> str:
        """Return the `externalId` that the reference names.

        Raises BookingNotFound for any that was not signed here.
        """
        if len(reference) > _MAX_LENGTH or not reference.isascii():
            raise BookingNotFound
        try:
            external_id = self._signer.unsign(reference).decode("ascii")
        except BadSignature as error:
            raise BookingNotFound from error
        # Base64 has spare bits at its end: the same signature spelled otherwise is not a reference of ours.
        signature = reference.rpartition(".")[2]
        if base64_encode(base64_decode(signature)).decode("ascii") != signature:
            raise BookingNotFound
        return external_id


def _hashed(link_key: bytes, key: UUID) -> UUID:
    digest = hmac.digest(link_key, b"external-id:" + key.bytes, hashlib.sha256)
    return UUID(bytes=digest[:_HASHED_BYTES])


ADMIN_PREFIX = "admin-"
"""Tells in Ampeco's own lists what staff asked for through us."""


class Source(StrEnum):
    """Who asked."""

    SITE = "site"
    """A driver, on the public site."""
    ADMIN = "admin"
    """Staff, through the admin page."""
    OTHER = "other"
    """Somebody else: the driver app, a partner, the operator in Ampeco itself."""


def source_of(external_id: str | None) -> Source:
    """Return who asked under this `externalId`."""
    if external_id and external_id.startswith(ADMIN_PREFIX):
        return Source.ADMIN
    return Source.SITE if external_id and external_id.startswith(SITE_PREFIX) else Source.OTHER
