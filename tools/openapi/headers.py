"""Headers and parameters shared by routes."""

from collections.abc import Iterable, Mapping, Sequence

from shared.http_api.requests.parsing import MAX_ID
from shared.http_api.responses import headers as sent
from tools.openapi.schemas import Schema

_ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "exclusiveMaximum": MAX_ID}
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SIGNATURE = r"\.[A-Za-z0-9_-]{43}"


def _required(schema: Schema, description: str) -> Schema:
    return {"description": description, "required": True, "schema": schema}


def _optional(schema: Schema, description: str) -> Schema:
    return {"description": description, "schema": schema}


def _cache(name: str, policies: Iterable[Mapping[str, str]]) -> Schema:
    # The CDN acts on its own headers and may remove them.
    header = _required if name == "Cache-Control" else _optional
    values = list(dict.fromkeys(policy[name] for policy in policies if name in policy))
    allowed = {"const": values[0]} if len(values) == 1 else {"enum": values}
    return header({"type": "string"} | allowed, "Who may cache the response, and for how long (RFC 9111).")


def _names(policies: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for policy in policies for name in policy))


def _path(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


# Cache headers of a response: an empty or incomplete catalog is not cached for a minute.
_POLICIES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "NoStore": (sent.NO_STORE,),
    "CachedOneMinute": (sent.CACHE_ONE_MINUTE, sent.NOT_YET_WHOLE, sent.NO_STORE),
    "CachedAFewSeconds": (sent.CACHE_A_FEW_SECONDS,),
    "Missing": (sent.NO_STORE, sent.MISSING_FOR_A_MINUTE),
}

HEADERS: Mapping[str, Schema] = {
    "X-Request-Id": _required({"type": "string", "format": "uuid"}, "Identifies the request in the operator's logs."),
    **{
        name: _required({"type": "string", "const": value}, "A fixed value.")
        for name, value in sent.SECURITY_HEADERS.items()
    },
    **{f"{policy}.{name}": _cache(name, values) for policy, values in _POLICIES.items() for name in _names(values)},
    "Age": _optional({"type": "integer", "minimum": 1}, "Age of a cached response in seconds (RFC 9111, 5.1)."),
    "Warning": _optional(
        {"type": "string", "const": '110 - "Response is Stale"'},
        "Present on a stale response, served because the charging platform fails (RFC 7234, 5.5).",
    ),
    "Retry-After": _optional({"type": "integer", "minimum": 1}, "Seconds to wait before a retry."),
    "WWW-Authenticate": _required({"type": "string"}, "The authentication scheme (RFC 6750)."),
    "Content-Disposition": _required(
        {"type": "string", "pattern": '^attachment; filename="[a-z.]+"$'}, "The name for the file."
    ),
}

ON_EVERY_RESPONSE: Mapping[str, str] = {name: name for name in ("X-Request-Id", *sent.SECURITY_HEADERS)}
"""References to headers of responses, by name in the components. The same for those below."""

NO_STORE, CACHE_ONE_MINUTE, CACHE_A_FEW_SECONDS, MISSING = (
    {name: f"{policy}.{name}" for name in _names(values)} for policy, values in _POLICIES.items()
)
AGE = {"Age": "Age", "Warning": "Warning"}
ATTACHMENT = {"Content-Disposition": "Content-Disposition"}

PARAMETERS: Mapping[str, Schema] = {
    "SiteId": _path("siteId", _ID | {"examples": [101]}, "The site: Ampeco's id of the location."),
    "EvseId": _path("evseId", _ID | {"examples": [311]}, "The port: Ampeco's id of the EVSE."),
    "BookingId": _path("bookingId", _ID | {"examples": [20171]}, "Ampeco's id of the booking."),
    "RequestId": _path("requestId", _ID | {"examples": [90183]}, "Ampeco's id of the booking request."),
    "Reference": _path(
        "id",
        {"type": "string", "pattern": f"^web-{_UUID}{_SIGNATURE}$"},
        "The reference that the booking was created with. Anyone who has it can read, change and cancel the booking.",
    ),
    "ChangeReference": {
        "name": "change",
        "in": "query",
        "description": "The reference of a change of this booking.",
        "schema": {"type": "string", "pattern": f"^web-{_UUID}~{_UUID}{_SIGNATURE}$"},
    },
    "Locale": {
        "name": "locale",
        "in": "query",
        "description": "The language of texts (BCP 47), such as `es-MX`; English if invalid or not available.",
        "schema": {"type": "string", "default": "en", "examples": ["es-MX"]},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Identifies one attempt. Retry with the same key after a lost response.",
        "schema": {"type": "string", "format": "uuid"},
    },
}
