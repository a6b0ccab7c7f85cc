"""Every kind of problem (RFC 9457): with which status it comes, when, and what it tells beside the usual members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from shared.http_api.errors.problems import MEDIA_TYPE
from shared.http_api.errors.registry import LinkResponse
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse
from shared.http_api.responses.availability import AlternativesResponse
from shared.http_api.responses.base import ResponseModel
from tools.openapi.schemas import Schema, Schemas, reference

_FIELD_ERRORS: Schema = {
    "description": "What is wrong, field by field.",
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "field": {"description": "Its path in the request; empty for the request as a whole.", "type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["field", "detail"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `members`: what it has beside the usual ones, always."""

    statuses: tuple[int, ...]
    when: str
    members: Mapping[str, Schema | type[ResponseModel] | list[type[ResponseModel]]] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "malformed-json": Kind((400,), "The body is not JSON."),
    "unauthorized": Kind((401,), "There is no admin token, or it is not one of those that are set."),
    "not-through-the-site": Kind((403,), "The request went around the CDN, where the operator has closed that way."),
    "site-not-found": Kind((404,), "There is no such site, or it is not offered."),
    "booking-not-found": Kind((404,), "There is no such booking; a forged reference looks the same as an unknown one."),
    "request-not-found": Kind((404,), "There is no such request."),
    "driver-not-found": Kind(
        (404,),
        "There is no single active driver account under the email. `links` lead to the driver app.",
        {"links": [LinkResponse]},
    ),
    "slot-unavailable": Kind(
        (409,),
        "The port is not free for the whole time. `alternatives` are what was free a moment ago.",
        {"alternatives": AlternativesResponse},
    ),
    "overlapping-booking": Kind((409,), "The driver holds another booking at that time."),
    "too-many-bookings": Kind((409,), "The driver holds as many bookings as the operator lets one hold."),
    "booking-not-changeable": Kind((409,), "The booking is not decided yet, over, or cancelled."),
    "booking-changed": Kind(
        (409,), "The booking is not as it was seen. `current` is how it stands.", {"current": BookingDetailResponse}
    ),
    "request-not-accepted": Kind((409,), "The charging platform refused the request as it stands."),
    "body-too-large": Kind((413,), "The body is over 64 kB."),
    "unsupported-media-type": Kind((415,), "The body is not sent as `application/json`."),
    "invalid-request": Kind(
        (422,),
        "A value cannot be used: its form is wrong, or the booking policy forbids it.",
        {"errors": _FIELD_ERRORS},
    ),
    "idempotency-key-reused": Kind((422,), "The key belongs to an earlier attempt with other content."),
    "export-too-large": Kind((422,), "There are more bookings than fit one file."),
    "too-many-attempts": Kind(
        (429,), "Too many orders, or emails without an account, from here. `Retry-After` says when to come again."
    ),
    "internal-error": Kind((500,), "A failure that nobody foresaw."),
    "upstream-refused": Kind((502,), "The charging platform does not accept the operator's token."),
    "upstream-error": Kind((502,), "The charging platform failed, or said what makes no sense."),
    "outcome-unknown": Kind(
        (502, 504), "The request was sent and its answer lost. Ask again with the same `Idempotency-Key`."
    ),
    "upstream-busy": Kind((503,), "The charging platform has enough to do. `Retry-After` says when to come again."),
    "not-configured": Kind((503,), "The operator has not completed the settings."),
    "not-ready": Kind((503,), "The settings cannot be read now. `Retry-After` says when to come again."),
    "upstream-timeout": Kind((504,), "The charging platform did not answer in time."),
}

_RENAMED = {413: "Content Too Large", 422: "Unprocessable Content"}
"""As RFC 9110 calls them, and Python from 3.13 on."""


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
    """Return what the answer is called that brings one of these kinds of problem."""
    return "Or".join(_pascal(kind) for kind in kinds)


def response(status: int, kinds: list[str], headers: Mapping[str, Any]) -> Schema:
    """Return the answer, as OpenAPI describes it."""
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
    """Add the schema of each of these kinds, and what they have in common."""
    schemas.named["Problem"] = {
        "description": "What went wrong (RFC 9457). Switch on `type`; the words are for people and may change.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "requestId": {"description": "The same as in `X-Request-Id`.", "type": "string", "format": "uuid"},
        },
        "required": ["type", "title", "status", "detail", "requestId"],
    }
    wanted = set(kinds)
    for name, kind in KINDS.items():
        if name in wanted:
            schemas.named[_schema_name(name)] = _schema(name, kind, schemas)


def _schema(name: str, kind: Kind, schemas: Schemas) -> Schema:
    status: Schema = {"const": kind.statuses[0]} if len(kind.statuses) == 1 else {"enum": list(kind.statuses)}
    return {
        "description": kind.when,
        "allOf": [reference("Problem")],
        "properties": {
            "type": {"const": f"urn:problem:{name}"},
            "status": status,
            **{member: _member(what, schemas) for member, what in kind.members.items()},
        },
        **({"required": list(kind.members)} if kind.members else {}),
        "unevaluatedProperties": False,
    }


def _member(what: Schema | type[ResponseModel] | list[type[ResponseModel]], schemas: Schemas) -> Schema:
    if isinstance(what, dict):
        return what
    if isinstance(what, list):
        return {"type": "array", "items": schemas.reply(what[0])}
    return schemas.reply(what)


def _schema_name(kind: str) -> str:
    return f"{_pascal(kind)}Problem"


def _pascal(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("-"))
