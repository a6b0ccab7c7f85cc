"""The OpenAPI document, assembled from the routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.openapi import problems
from tools.openapi.headers import HEADERS, MISSING, NO_STORE, ON_EVERY_RESPONSE, PARAMETERS
from tools.openapi.operation import Link, Operation
from tools.openapi.schemas import Schema, Schemas

_DESCRIPTION = """\
The API of the pages, on the same origin. Every request is validated here, so other clients can use it too.

Times are RFC 3339 with an offset. Times in responses have the site's offset at that instant, next to its IANA time
zone. A field with an unknown value is absent, never null. The charging platform can add new statuses, plug types and
access methods, so accept unknown values of these.

Every error is a problem (RFC 9457): use its `type` in code. Only the responses of API Gateway itself are not: 404 for a
path or method that is not listed here, some 4xx for an address over 8 kB, 413 for a body over 10 MB, 429 where it
limits, and 500 or 503 if a function did not respond.
"""

_OF_PROBLEMS: Mapping[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "WWW-Authenticate"},
    429: {"Retry-After": "Retry-After"},
    503: {"Retry-After": "Retry-After"},
}
"""Additional headers of problems, by status."""

_TAGS = {
    "Sites": "Charging sites, their ports and free times.",
    "Bookings": "Create, read and change a booking. The reference in the path authorizes the driver.",
    "Admin": "Bookings and booking requests, for staff with an admin token.",
}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the OpenAPI document of these routes.

    Raises KeyError for an undeclared problem, header or parameter, ValueError for models with the same name.
    """
    schemas = Schemas()
    responses: dict[str, Schema] = {}
    paths: dict[str, dict[str, Schema]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas, responses)
    problems.name_schemas(schemas, {kind for operation in operations for kind in operation.problems})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "EV charging bookings",
            "version": "1",
            "description": _DESCRIPTION.rstrip(),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "The origin of the pages."}],
        "security": [],
        "tags": [{"name": name, "description": description} for name, description in _TAGS.items()],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "adminToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "One of the operator's admin tokens (RFC 6750).",
                }
            },
            "parameters": dict(PARAMETERS),
            "headers": dict(HEADERS),
            "responses": dict(sorted(responses.items())),
            "schemas": dict(sorted(schemas.named.items())),
        },
    }


def _operation(operation: Operation, schemas: Schemas, responses: dict[str, Schema]) -> Schema:
    parts: Schema = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
    }
    if operation.is_for_staff:
        parts["security"] = [{"adminToken": []}]
    if parameters := [_reference("parameters", name, PARAMETERS) for name in operation.parameters]:
        parts["parameters"] = parameters
    if operation.query:
        parts["parameters"] = [*parameters, *schemas.query(operation.query)]
    if operation.body:
        content = {"schema": schemas.body(operation.body), "example": operation.example}
        parts["requestBody"] = {"required": True, "content": {"application/json": content}}
    parts["responses"] = {str(operation.answer.status): _answer(operation, schemas)}
    for status, kinds in problems.by_status(operation.problems).items():
        name = problems.response_name(kinds)
        caching = MISSING if "site-not-found" in kinds else NO_STORE
        responses.setdefault(name, problems.response(status, kinds, _headers(caching | _OF_PROBLEMS.get(status, {}))))
        parts["responses"][str(status)] = _reference("responses", name, responses)
    return parts


def _answer(operation: Operation, schemas: Schemas) -> Schema:
    answer = operation.answer
    content = answer.content
    parts: Schema = {
        "description": answer.what,
        "headers": _headers(answer.headers),
        "content": {content: {"schema": {"type": "string"}}}
        if isinstance(content, str)
        else {"application/json": {"schema": schemas.reply(content)}},
    }
    if operation.links:
        parts["links"] = {link.operation: _link(link) for link in operation.links}
    return parts


def _link(link: Link) -> Schema:
    return {"operationId": link.operation, "parameters": dict(link.parameters)}


def _headers(special: Mapping[str, str]) -> Schema:
    return {header: _reference("headers", name, HEADERS) for header, name in {**special, **ON_EVERY_RESPONSE}.items()}


def _reference(section: str, name: str, known: Mapping[str, Any]) -> Schema:
    if name not in known:
        raise KeyError(name)
    return {"$ref": f"#/components/{section}/{name}"}
