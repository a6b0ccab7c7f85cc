"""openapi.yaml: up to date with the code, valid, complete, and fully described."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from shared.http_api.errors.kinds import KINDS as ALL_KINDS
from tests.support.project import PROJECT
from tests.support.template import own_template
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render
from tools.openapi.file import FILE, text
from tools.openapi.problems import KINDS

DOCUMENT: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Return the target of a reference, anything else unchanged."""
    if "$ref" not in part:
        return part
    found: dict[str, Any] = DOCUMENT
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


def kinds_in_the_code() -> Iterator[str]:
    """Yield the kind of every problem that the deployed code creates."""
    for path in (*PROJECT.glob("shared/**/*.py"), *PROJECT.glob("functions/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="problem" | "_fixed"), args=[ast.Constant(value=str(kind)), *_]):
                    yield kind


def test_the_file_is_up_to_date() -> None:
    """`python -m tools.openapi` writes it."""
    assert FILE.read_text(encoding="utf-8") == text()


def test_the_site_serves_the_file() -> None:
    """Unchanged, at /openapi.yaml."""
    assert render(SiteSettings.from_environment({}))["openapi.yaml"] == FILE.read_bytes()


def test_the_document_is_valid() -> None:
    """OpenAPI 3.1, with schemas in JSON Schema 2020-12."""
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_every_route_is_described_and_no_other() -> None:
    """Compared with the template."""
    template = own_template()
    routes = {route.key for function in template.functions for route in function.routes}

    assert set(OPERATIONS) == routes


def test_every_kind_of_problem_is_used() -> None:
    """The registry has no unused kind; a missing one cannot be created."""
    assert set(kinds_in_the_code()) == set(ALL_KINDS)


def test_every_kind_of_problem_is_described_at_a_route() -> None:
    """A kind without a route has no schema."""
    named = set(re.findall(r"urn:problem:([a-z-]+)", FILE.read_text(encoding="utf-8")))

    assert named == set(KINDS)


def test_operation_ids_are_unique() -> None:
    """Generated clients use them."""
    names = [operation["operationId"] for operation in OPERATIONS.values()]

    assert sorted(set(names)) == sorted(names)
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)


@pytest.mark.parametrize("route", OPERATIONS)
def test_an_operation_is_fully_described(route: str) -> None:
    """Itself, its tag, each parameter, each response with its headers."""
    operation = OPERATIONS[route]
    answers = [resolved(answer) for answer in operation["responses"].values()]
    described = [
        operation,
        *(resolved(parameter) for parameter in operation.get("parameters", ())),
        *answers,
        *(resolved(header) for answer in answers for header in answer["headers"].values()),
    ]

    assert [part for part in described if not part["description"].strip()] == []
    assert operation["summary"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}


@pytest.mark.parametrize("route", OPERATIONS)
def test_every_error_is_a_problem_and_every_response_has_cache_headers(route: str) -> None:
    """Each has one media type."""
    answers = {status: resolved(answer) for status, answer in OPERATIONS[route]["responses"].items()}
    refusals = [answer for status, answer in answers.items() if status >= "400"]

    assert {kind for answer in refusals for kind in answer["content"]} == {"application/problem+json"}
    assert all("Cache-Control" in answer["headers"] for answer in answers.values())
    assert [status for status in answers if status < "400"] in (["200"], ["201"], ["202"])


@pytest.mark.parametrize("route", OPERATIONS)
def test_only_admin_operations_need_a_token(route: str) -> None:
    """And all of them, with a 401."""
    is_for_staff = route.split()[1].startswith("/api/admin/")

    assert OPERATIONS[route].get("security", []) == ([{"adminToken": []}] if is_for_staff else [])
    assert ("401" in OPERATIONS[route]["responses"]) is is_for_staff


def test_links_name_existing_parameters() -> None:
    """From each response to the next operations."""
    by_name = {operation["operationId"]: operation for operation in OPERATIONS.values()}
    links = [
        link
        for operation in OPERATIONS.values()
        for answer in operation["responses"].values()
        for link in resolved(answer).get("links", {}).values()
    ]

    assert links
    for link in links:
        known = {resolved(parameter)["name"] for parameter in by_name[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= known


def test_response_schemas_are_closed() -> None:
    """No undocumented property is returned."""
    schemas = DOCUMENT["components"]["schemas"]
    objects = {name: schema for name, schema in schemas.items() if "properties" in schema and name != "Problem"}

    assert objects
    for name, schema in objects.items():
        assert schema.get("additionalProperties", schema.get("unevaluatedProperties")) is False, name
