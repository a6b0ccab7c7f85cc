"""The outbox of the local site: `/outbox` and `/outbox.json`, answered by the process that has the mails."""

import logging

import aiohttp

from local.gateway.messages import HttpResponse, Request, message

log = logging.getLogger(__name__)

PATHS = ("/outbox", "/outbox.json")
TIMEOUT_SECONDS = 10
_FORWARDED = ("content-type", "content-security-policy", "cache-control", "x-content-type-options")


class Outbox:
    """Forwards requests to the outbox at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def answer(self, request: Request) -> HttpResponse:
        """Return the response of the outbox; 405 unless `request` is a GET, 502 if there is no response."""
        if request.method != "GET":
            return HttpResponse(405, (("allow", "GET"),))
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(self._url + request.path) as response,
            ):
                body = await response.read()
        except (TimeoutError, aiohttp.ClientError) as error:
            log.error("outbox: %s", type(error).__name__)  # noqa: TRY400 - the type says it all
            return message(502, "Bad Gateway")
        headers = tuple((name, response.headers[name]) for name in _FORWARDED if name in response.headers)
        return HttpResponse(response.status, headers, body)
