"""Validator of requests and responses against Ampeco's official OpenAPI document."""

import re
from collections.abc import Iterable, Iterator

import httpx
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # jsonschema brings no types
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import ImmutableMultiDict

from tests.contract.document import Document, Operation

__all__ = ["ContractValidator"]

# The document knows one server, https and of any name. Where a test really sends things is not its business.
_SERVER = "https://ampeco.example"
_APP_DATA = re.compile(r"(filter\[externalAppData)\.[\w.]+\]")
_EMPTY_IS_MEANT = {("usersListing", "cursor")}


class ContractValidator:
    """Knows the document by heart. A complaint is a line for a person; none means as documented.

    What the document does not name is refused: parameters, properties, statuses, media types.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._api = OpenAPI.from_dict(document.content, config=Config(spec_validator_cls=None))  # Ampeco's to get right

    def operation(self, request: httpx.Request) -> Operation:
        """Return the operation that a request is for; LookupError when it is for none."""
        return self._document.operation_at(request.method, _path(request))

    def query(self, request: httpx.Request) -> list[tuple[str, str]]:
        """Return the query as sent. What is asked of a property of `externalAppData` is documented as one filter."""
        return [(_APP_DATA.sub(r"\1]", name), value) for name, value in request.url.params.multi_items()]

    def complaints(self, *exchanges: httpx.Response) -> list[str]:
        """Return what is wrong with some exchanges, both sides of each."""
        return [text for each in exchanges for text in (*self.of_request(each.request), *self.of_answer(each))]

    def of_request(self, request: httpx.Request) -> list[str]:
        """Return what is wrong with a request."""
        try:
            operation = self.operation(request)
        except LookupError as problem:
            return [str(problem)]
        sent = self.query(request)
        unknown = [f"no documented parameter: {name}" for name, _ in sent if name not in operation.parameters]
        query = [pair for pair in sent if pair[1] or (operation.name, pair[0]) not in _EMPTY_IS_MEANT]
        errors = self._api.iter_request_errors(_request(request, query))
        return [f"{operation.name}, requested: {text}" for text in [*unknown, *_texts(errors)]]

    def of_answer(self, answer: httpx.Response) -> list[str]:
        """Return what is wrong with an answer, given the request that it answers."""
        request = _request(answer.request, [])
        content_type = answer.headers.get("Content-Type", "")
        response = MockResponse(answer.content, answer.status_code, dict(answer.headers), content_type)
        errors = self._api.iter_response_errors(request, response)
        return [f"{_path(answer.request)}, {answer.status_code}: {text}" for text in _texts(errors)]


def _path(request: httpx.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0]


def _request(request: httpx.Request, query: Iterable[tuple[str, str]]) -> MockRequest:
    return MockRequest(
        _SERVER,
        request.method,
        _path(request),
        args=ImmutableMultiDict(query),
        headers=dict(request.headers),
        data=request.content,
        content_type=request.headers.get("Content-Type", ""),
    )


def _texts(errors: Iterable[Exception]) -> Iterator[str]:
    for error in errors:
        cause = error.__cause__
        if isinstance(cause, InvalidSchemaValue):
            where = getattr(error, "name", "body")
            for problem in map(best_match, ([each] for each in cause.schema_errors)):
                yield f"{where}: {problem.json_path} {problem.message}"
        else:
            yield f"{error}: {cause}" if cause else str(error)
