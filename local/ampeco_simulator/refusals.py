"""Answers that say no, in Ampeco's words and shapes."""

from collections.abc import Mapping, Sequence

__all__ = ["Refusal", "bad_request", "invalid", "not_found", "too_many", "unauthenticated"]


class Refusal(Exception):
    """An answer other than 2xx: `status`, `body` ({message, errors?}) and extra headers."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, object] = {"message": message}
        if errors is not None:
            self.body["errors"] = {field: list(texts) for field, texts in errors.items()}


def bad_request(message: str) -> Refusal:
    """Return the 400 for what cannot be read at all."""
    return Refusal(400, message)


def unauthenticated() -> Refusal:
    """Return the 401 for a missing or wrong token."""
    return Refusal(401, "Unauthenticated.")


def not_found() -> Refusal:
    """Return the 404 for a record or path that does not exist."""
    return Refusal(404, "The record is not found.")


def invalid(errors: Mapping[str, Sequence[str]]) -> Refusal:
    """Return the 422 for what was read and is not acceptable, with texts by field."""
    return Refusal(422, "The given data was invalid.", errors)


def too_many(retry_after: int) -> Refusal:
    """Return the 429, to be tried again after so many seconds."""
    return Refusal(429, "Too Many Attempts.", headers={"Retry-After": str(retry_after)})
