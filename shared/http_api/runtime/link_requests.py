"""Hand over requests for links to the function that sends them. Nothing about the email is known here."""

from typing import Any
from uuid import UUID

from shared.http_api.errors.problems import ProblemError, problem
from shared.infra.invocation import AsyncFunction


class LinkRequests:
    """Hands over requests; `function` is the name or ARN of the function that sends links, None without mails."""

    def __init__(self, function: str | None) -> None:
        self._function = AsyncFunction(function) if function else None

    def submit(self, key: UUID, email: str, visitor: str | None) -> None:
        """Hand over one request. Its key tells a repeated request from another one. Blocks.

        Raises ProblemError (404) if this operator sends no mails, InvocationFailed.
        """
        if self._function is None:
            raise ProblemError(problem("mail-not-offered", "This operator doesn't send emails."))
        event: dict[str, Any] = {"key": str(key), "email": email, "visitor": visitor}
        self._function.invoke(event)
