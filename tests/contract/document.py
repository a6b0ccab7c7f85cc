"""The official OpenAPI document: its location and content.

It is only ever read, never copied. Some of its habits are put differently on the way in. A `deepObject` parameter
becomes one parameter per name that can be sent, an `allOf` of objects becomes one object, and objects are closed: so
openapi-core can judge them, and refuses whatever the document does not name.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.project import PROJECT

__all__ = ["Document", "Field", "Operation", "Schema", "choices", "document_path", "fields", "kind_of"]


# Formats that mean here what the document's examples show: 09:00, and a number in a text.
_PATTERNS = {"time": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "integer": "^[0-9]+$"}

Schema = dict[str, Any]


def document_path() -> Path | None:
    """Return where the document is: what `AMPECO_OPENAPI` names, or the one beside the project. None: nowhere."""
    named = os.environ.get("AMPECO_OPENAPI")
    if named:
        return Path(named)
    beside = PROJECT.parent / "shared" / "ampeco" / "openapi-subset.json"
    return beside if beside.exists() else None


class Field(NamedTuple):
    """A property of a record. `may_lack` says that it can be null or left out."""

    schema: Schema
    may_lack: bool


@dataclass(frozen=True)
class Operation:
    """One operation, by its operation id. `parameters` are those of the query, named as they are sent."""

    name: str
    method: str
    path: str
    parameters: Mapping[str, Schema]
    body: Schema | None
    answers: Mapping[int, Schema]

    @property
    def success(self) -> Schema:
        """What it answers when all is well: the schema of one record."""
        answer = next(schema for status, schema in self.answers.items() if status < 300)
        data: Schema = answer["properties"]["data"]
        record: Schema = data.get("items", data)
        return record

    def is_at(self, method: str, path: str) -> bool:
        """Return whether a request of this method and path is for this operation."""
        pattern = re.sub(r"\{\w+\}", "[^/]+", self.path)
        return method.lower() == self.method and re.fullmatch(pattern, path) is not None


class Document:
    """The document, with its operations by operation id."""

    def __init__(self, path: Path) -> None:
        self.content: Schema = _in_plain_terms(json.loads(path.read_text(encoding="utf-8")))
        self.operations = {operation.name: operation for operation in _operations(self.content["paths"])}

    def operation_at(self, method: str, path: str) -> Operation:
        """Return the operation that a request is meant for; LookupError when there is none."""
        for operation in self.operations.values():
            if operation.is_at(method, path):
                return operation
        raise LookupError(f"no documented operation: {method} {path}")


def fields(record: Schema) -> dict[str, Field]:
    """Return the properties of a record that can be one of several, as all of them together."""
    found: dict[str, Field] = {}
    for kind in record.get("anyOf", [record]):
        needed = kind.get("required", ())
        for name, schema in kind.get("properties", {}).items():
            found[name] = Field(schema, may_lack=name not in needed or schema.get("nullable", False))
    return found


def kind_of(record: Schema, kind: str) -> Schema:
    """Return the one of several kinds of record whose `type` is `kind`."""
    return next(each for each in record["anyOf"] if kind in each["properties"]["type"]["enum"])


def choices(schema: Schema) -> tuple[str, ...]:
    """Return the values that the document lists for a schema, in its items or parts; none when it lists none."""
    if "items" in schema:
        return choices(schema["items"])
    parts = [*schema.get("allOf", ()), *schema.get("anyOf", ())]
    return (*schema.get("enum", ()), *(value for part in parts for value in choices(part)))


def _operations(paths: Schema) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            body = operation.get("requestBody")
            yield Operation(
                name=operation["operationId"],
                method=method,
                path=path,
                parameters={each["name"]: each["schema"] for each in operation["parameters"] if each["in"] == "query"},
                body=_json(body) if body else None,
                answers={int(status): _json(answer) for status, answer in operation["responses"].items()},
            )


def _json(part: Schema) -> Schema:
    schema: Schema = part["content"]["application/json"]["schema"]
    return schema


def _in_plain_terms(document: Schema) -> Schema:
    plain: Schema = _plain(document)
    for methods in plain["paths"].values():
        common = methods.pop("parameters", [])
        for operation in methods.values():
            operation["parameters"] = list(_spelled_out([*operation.get("parameters", []), *common]))
    return plain


def _spelled_out(parameters: Iterable[Schema]) -> Iterator[Schema]:
    for parameter in parameters:
        name, schema = parameter["name"], parameter["schema"]
        if parameter.get("style") != "deepObject":
            yield parameter
        elif schema["type"] == "array":
            yield {"in": "query", "name": f"{name}[]", "schema": schema}
        else:
            for key, value in schema["properties"].items():
                many = "[]" if value.get("type") == "array" else ""
                yield {"in": "query", "name": f"{name}[{key}]{many}", "schema": value}


def _plain(part: Any) -> Any:
    """Return a part of the document with every object closed, and every `allOf` of objects as one object."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    plain = {name: _plain(each) for name, each in part.items()}
    match plain:
        case {"format": "time" | "integer"}:
            return plain | {"pattern": _PATTERNS[plain.pop("format")]}
        case {"allOf": [*parts]} if all(each.get("type") == "object" for each in parts):
            del plain["allOf"]
            return _closed(plain, [*parts, plain])
        case {"type": "object", "properties": _}:
            return _closed(plain, [plain])
        case _:
            return plain


def _closed(schema: Schema, parts: list[Schema]) -> Schema:
    # Where two parts know a property, the later one is the more precise.
    properties = {name: each for part in parts for name, each in part.get("properties", {}).items()}
    required = [name for part in parts for name in part.get("required", [])]
    return {"type": "object", "additionalProperties": False, **schema, "properties": properties, "required": required}
