"""JSON Schemas (2020-12) of what is sent and received, made by pydantic from our own models."""

import ast
import inspect
import re
import textwrap
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from shared.http_api.requests.parsing import Body, Query
from shared.http_api.responses.base import ResponseModel

Schema = dict[str, Any]

_REF = "#/components/schemas/{model}"


def reference(name: str) -> Schema:
    """Return a reference to the schema of this name."""
    return {"$ref": _REF.format(model=name)}


class Schemas:
    """Collects the schemas that the document names, each by the name of its class."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def reply(self, model: type[ResponseModel]) -> Schema:
        """Return a reference to how `model` is sent. What may be None there may be absent on the wire."""
        self.named[model.__name__] = self._of(model, _Sent, "serialization")
        return reference(model.__name__)

    def body(self, model: type[Body]) -> Schema:
        """Return what a body has to be."""
        return self._of(model, _Read, "validation")

    def query(self, model: type[Query]) -> list[Schema]:
        """Return the parameters of a query, as OpenAPI describes them."""
        schema = self._of(model, _ReadFromText, "validation")
        return [
            {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "description": words.pop("description", ""),
                "schema": words,
            }
            for name, words in schema["properties"].items()
        ]

    def _of(self, model: type[BaseModel], words: type[GenerateJsonSchema], mode: JsonSchemaMode) -> Schema:
        schema = model.model_json_schema(ref_template=_REF, schema_generator=words, mode=mode)
        for name, part in schema.pop("$defs", {}).items():
            if self.named.setdefault(name, part) != part:
                raise ValueError(f"two models are called {name}")
        return schema


def _on_the_wire(text: str) -> str:
    """Return a docstring with the names of fields as they are sent."""
    return re.sub(r"(?<=`)[a-z]+(_[a-z]+)+(?=`)", lambda name: to_camel(name[0]), inspect.cleandoc(text))


def _field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings that stand under the fields, also under those of the models that this one builds on."""
    told: dict[str, str] = {}
    for each in model.__mro__[::-1]:
        if issubclass(each, BaseModel) and each is not BaseModel:
            parsed = ast.parse(textwrap.dedent(inspect.getsource(each))).body[0]
            for line, below in pairwise(getattr(parsed, "body", ())):
                match line, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                        told[name] = text
    return told


def _described(words: Schema) -> Schema:
    told = {"description": _on_the_wire(words.pop("description", ""))}
    words.pop("title", None)
    return told | words


class _Read(GenerateJsonSchema):
    """For what is sent to us. The words of a model are its docstring and those under its fields."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002 — pydantic's own signature
        """Return the words in the order in which they were found."""
        return value

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """Return the schema without its title, which is its name."""
        words = super().model_schema(schema)
        model = schema["cls"]
        told = {model.model_fields[name].alias or name: text for name, text in _field_docstrings(model).items()}
        for name, field in words["properties"].items():
            if name in told:
                words["properties"][name] = {"description": _on_the_wire(told[name]), **field}
        return _described(words)

    def enum_schema(self, schema: core_schema.EnumSchema) -> Schema:
        """Return the schema without its title, which is its name."""
        return _described(super().enum_schema(schema))

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 — pydantic's own signature
        """Return False: the title of a field is but its name again."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Return the schema without `default: null`, which is our way of noting that nothing was sent."""
        words = super().default_schema(schema)
        if words.get("default", ...) is None:
            del words["default"]
        return words

    def union_schema(self, schema: core_schema.UnionSchema) -> Schema:
        """Return the schema; that of a whole number or any other is the latter's."""
        words = super().union_schema(schema)
        return {"type": "number"} if words == {"anyOf": [{"type": "integer"}, {"type": "number"}]} else words


class _ReadFromText(_Read):
    """For a query, whose text knows no null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """Return the schema of what is there when it is not None."""
        return self.generate_inner(schema["schema"])


class _Sent(_ReadFromText):
    """For answers, which leave out what is None and send everything else, whether it is the default or not."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Return the schema without its default: nobody who reads an answer fills one in."""
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """Return the schema, which names all that is ever sent."""
        return super().model_schema(schema) | {"additionalProperties": False}

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, ARG002, FBT001 — pydantic's own signature
        """Return whether the field is always sent."""
        inner = field["schema"]
        while inner["type"] == "default":
            inner = inner["schema"]
        return bool(inner["type"] != "nullable")
