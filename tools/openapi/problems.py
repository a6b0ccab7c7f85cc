"""The problems (RFC 9457) of the routes, as OpenAPI describes them."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from shared.http_api.errors.kinds import KINDS as ALL_KINDS
from shared.http_api.errors.kinds import Kind
from shared.http_api.errors.problems import MEDIA_TYPE
from shared.http_api.errors.registry import LinkResponse
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse
from shared.http_api.responses.availability import AlternativesResponse
from shared.http_api.responses.base import ResponseModel
from tools.openapi.schemas import Schema, Schemas, reference

_FIELD_ERRORS: Schema = {
    "description": "The invalid fields.",
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "field": {
                "description": "The path of the field in the request; empty for the request as a whole.",
                "type": "string",
            },
            "detail": {"type": "string"},
        },
        "required": ["field", "detail"],
        "additionalProperties": False,
    },
}


Member = Schema | type[ResponseModel] | list[type[ResponseModel]]

MEMBERS: Mapping[str, Mapping[str, Member]] = {
    "driver-not-found": {"links": [LinkResponse]},
    "slot-unavailable": {"alternatives": AlternativesResponse},
    "booking-changed": {"current": BookingDetailResponse},
    "invalid-request": {"errors": _FIELD_ERRORS},
}
"""Required members of a kind of problem besides the common ones."""

OUTSIDE_ROUTES = frozenset({"not-found", "method-not-allowed"})
"""API Gateway responds to unknown routes itself; these problems are for requests that reach a function."""

KINDS: Mapping[str, Kind] = {name: kind for name, kind in ALL_KINDS.items() if name not in OUTSIDE_ROUTES}
"""Possible problems of a route."""

_RENAMED = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names of statuses in RFC 9110, and in Python from 3.13 on."""


def by_status(kinds: Iterable[str]) -> dict[int, list[str]]:
    """Return the kinds of each status, lowest status first, kinds in the order of the table."""
    wanted = set(kinds)
    if unknown := wanted - set(KINDS):
        raise KeyError(*unknown)
    found: dict[int, list[str]] = {}
    for name, kind in KINDS.items():
        for status in kind.statuses if name in wanted else ():
            found.setdefault(status, []).append(name)
    return dict(sorted(found.items()))


def response_name(kinds: Iterable[str]) -> str:
    """Return the name of the response for these kinds of problem."""
    return "Or".join(_pascal(kind) for kind in kinds)


def response(status: int, kinds: list[str], headers: Mapping[str, Any]) -> Schema:
    """Return the response as an OpenAPI object."""
    schemas = {f"urn:problem:{kind}": reference(_schema_name(kind)) for kind in kinds}
    mapping = {urn: schema["$ref"] for urn, schema in schemas.items()}
    any_of_them = {"oneOf": [*schemas.values()], "discriminator": {"propertyName": "type", "mapping": mapping}}
    when = "\n".join(f"- `{kind}`: {KINDS[kind].when}" for kind in kinds)
    return {
        "description": f"{_RENAMED.get(status) or HTTPStatus(status).phrase}\n\n{when}",
        "headers": dict(headers),
        "content": {MEDIA_TYPE: {"schema": any_of_them if len(kinds) > 1 else schemas.popitem()[1]}},
    }


def name_schemas(schemas: Schemas, kinds: Iterable[str]) -> None:
    """Add the schemas of these kinds, and of their common members."""
    schemas.named["Problem"] = {
        "description": "A problem (RFC 9457). Use `type` in code; `title` and `detail` are for people and may change.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "requestId": {"description": "The value of `X-Request-Id`.", "type": "string", "format": "uuid"},
        },
        "required": ["type", "title", "status", "detail", "requestId"],
    }
    wanted = set(kinds)
    for name, kind in KINDS.items():
        if name in wanted:
            schemas.named[_schema_name(name)] = _schema(name, kind, schemas)


def _schema(name: str, kind: Kind, schemas: Schemas) -> Schema:
    members = MEMBERS.get(name, {})
    status: Schema = {"const": kind.statuses[0]} if len(kind.statuses) == 1 else {"enum": list(kind.statuses)}
    return {
        "description": kind.when,
        "allOf": [reference("Problem")],
        "properties": {
            "type": {"const": f"urn:problem:{name}"},
            "status": status,
            **{member: _member(what, schemas) for member, what in members.items()},
        },
        **({"required": list(members)} if members else {}),
        "unevaluatedProperties": False,
    }


def _member(what: Member, schemas: Schemas) -> Schema:
    if isinstance(what, dict):
        return what
    if isinstance(what, list):
        return {"type": "array", "items": schemas.reply(what[0])}
    return schemas.reply(what)


def _schema_name(kind: str) -> str:
    return f"{_pascal(kind)}Problem"


def _pascal(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("-"))
