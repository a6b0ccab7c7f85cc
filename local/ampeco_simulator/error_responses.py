"""Error responses in Ampeco's format."""

from collections.abc import Mapping, Sequence

__all__ = ["ErrorResponse", "bad_request", "invalid", "not_found", "too_many", "unauthenticated"]


class ErrorResponse(Exception):
    """An error response: `status`, `body` ({message, errors?}) and extra headers."""

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


def bad_request(message: str) -> ErrorResponse:
    """Return the 400 for an unparseable request."""
    return ErrorResponse(400, message)


def unauthenticated() -> ErrorResponse:
    """Return the 401 for a missing or wrong token."""
    return ErrorResponse(401, "Unauthenticated.")


def not_found() -> ErrorResponse:
    """Return the 404 for a record or path that does not exist."""
    return ErrorResponse(404, "The record is not found.")


def invalid(errors: Mapping[str, Sequence[str]]) -> ErrorResponse:
    """Return the 422 for an invalid request, with messages by field."""
    return ErrorResponse(422, "The given data was invalid.", errors)


def too_many(retry_after: int) -> ErrorResponse:
    """Return the 429, with the seconds until a retry."""
    return ErrorResponse(429, "Too Many Attempts.", headers={"Retry-After": str(retry_after)})
