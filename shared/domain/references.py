"""References: what a driver holds instead of an account. `<externalId>.<signature>`."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import SecretStr

from shared.domain.errors import BookingNotFound

PREFIX = "web-"
"""Tells bookings of the public site from those of other systems in Ampeco's own lists."""

_LONGEST = 300


def external_id_of(key: UUID) -> str:
    """Return the `externalId` under which the attempt with this Idempotency-Key stands at Ampeco."""
    return f"{PREFIX}{key}"


class References:
    """Signs and verifies references with HMAC-SHA-256. `keys`: newest first; the first signs, all verify."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        if not keys:
            raise ValueError("no key to sign references with")
        # The library wants the newest last.
        self._signer = Signer(
            [key.get_secret_value() for key in reversed(keys)],
            salt="booking-reference",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def reference(self, external_id: str) -> str:
        """Return the reference that names this `externalId`."""
        return self._signer.sign(external_id).decode("ascii")

    def external_id(self, reference: str) -> str:
        """Return the `externalId` that the reference names.

        Raises BookingNotFound for any that was not signed here.
        """
        if len(reference) > _LONGEST or not reference.isascii():
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
