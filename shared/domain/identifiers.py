"""External ids, and the signed references derived from them: `<externalId>.<signature>`."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import SecretStr

from shared.domain.errors import BookingNotFound

SITE_PREFIX = "web-"
"""Distinguishes bookings of the public site from those of other systems at Ampeco."""

_MAX_LENGTH = 300
_HASHED_BYTES = 16
"""The length of a UUID, so that ids have the same format as before they were hashed."""


class ExternalIds(NamedTuple):
    """The `externalId` of an attempt, and earlier ones that the same attempt may have."""

    current: str
    earlier: tuple[str, ...] = ()
    """Made with a link key under rotation, or, last, the idempotency key itself."""


class ReferenceSigner:
    """Signs and verifies references with HMAC-SHA-256. `keys`: newest first; the first signs, all verify."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        if not keys:
            raise ValueError("no key to sign references with")
        self._keys = tuple(key.get_secret_value().encode() for key in keys)
        # The library expects the newest last.
        self._signer = Signer(
            [key.get_secret_value() for key in reversed(keys)],
            salt="booking-reference",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def external_ids(self, key: UUID) -> ExternalIds:
        """Return the `externalId` of the attempt with this idempotency key, and those with earlier keys."""
        current, *earlier = (f"{SITE_PREFIX}{_hashed(link_key, key)}" for link_key in self._keys)
        return ExternalIds(current, (*earlier, f"{SITE_PREFIX}{key}"))

    def reference(self, external_id: str) -> str:
        """Return the reference for this `externalId`."""
        return self._signer.sign(external_id).decode("ascii")

    def external_id(self, reference: str) -> str:
        """Return the `externalId` of the reference.

        Raises BookingNotFound for an invalid signature.
        """
        if len(reference) > _MAX_LENGTH or not reference.isascii():
            raise BookingNotFound
        try:
            external_id = self._signer.unsign(reference).decode("ascii")
        except BadSignature as error:
            raise BookingNotFound from error
        # Base64 has spare bits at its end: another spelling of the same signature is invalid.
        signature = reference.rpartition(".")[2]
        if base64_encode(base64_decode(signature)).decode("ascii") != signature:
            raise BookingNotFound
        return external_id


def _hashed(link_key: bytes, key: UUID) -> UUID:
    digest = hmac.digest(link_key, b"external-id:" + key.bytes, hashlib.sha256)
    return UUID(bytes=digest[:_HASHED_BYTES])


_REPLACEMENT = re.compile(r"(?P<first>.+)~port-(?P<number>[1-9]\d*)\Z", re.ASCII)


def replacement_id(external_id: str) -> str:
    """Return the `externalId` of the booking on another port that replaces the one with this `externalId`.

    It is the same for every attempt to switch, so both bookings are found from either one: `web-1` is replaced by
    `web-1~port-1`, and that one by `web-1~port-2`.
    """
    first, number = _split(external_id)
    return f"{first}~port-{number + 1}"


def replaced_id(external_id: str) -> str | None:
    """Return the `externalId` of the booking that this one replaces, None if it replaces none."""
    first, number = _split(external_id)
    if number == 0:
        return None
    return first if number == 1 else f"{first}~port-{number - 1}"


def _split(external_id: str) -> tuple[str, int]:
    match = _REPLACEMENT.match(external_id)
    return (match["first"], int(match["number"])) if match else (external_id, 0)


ADMIN_PREFIX = "admin-"
"""Prefix of requests by admins, visible in Ampeco's lists."""


def admin_external_id(key: UUID) -> str:
    """Return the `externalId` of an admin's create request with this idempotency key."""
    return f"{ADMIN_PREFIX}{key}"


def booking_name(booking_id: int) -> str:
    """Return the name of a booking by Ampeco's id, in place of an `externalId` of ours: `admin-21007`.

    It is the prefix of the ids of requests about the booking. No request has the name itself as its `externalId`.
    """
    return f"{ADMIN_PREFIX}{booking_id}"


_BOOKING_NAME = re.compile(rf"{ADMIN_PREFIX}(?P<id>[1-9]\d{{0,14}})\Z", re.ASCII)


def named_booking_id(external_id: str) -> int | None:
    """Return the id of the booking with this `booking_name`, None if it is not one."""
    match = _BOOKING_NAME.match(external_id)
    return int(match["id"]) if match else None


class Source(StrEnum):
    """Origin of a request."""

    SITE = "site"
    """A driver, on the public site."""
    ADMIN = "admin"
    """Staff, through the admin page."""
    OTHER = "other"
    """Another system: the driver app, a partner, the operator in Ampeco itself."""


def source_of(external_id: str | None) -> Source:
    """Return the origin of a request with this `externalId`."""
    if external_id and external_id.startswith(ADMIN_PREFIX):
        return Source.ADMIN
    return Source.SITE if external_id and external_id.startswith(SITE_PREFIX) else Source.OTHER
