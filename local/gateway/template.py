"""The functions in a SAM template: their routes, schedules or neither, limits and environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.cloudformation import read_document

DEFAULT_TIMEOUT_SECONDS = 3
DEFAULT_MEMORY_MB = 128
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


class TemplateError(Exception):
    """The template cannot be parsed, or lacks something that a route needs; the message says where."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method (or ANY) and a path with `{parameters}`; `$default` matches everything."""

    method: str
    path: str

    @property
    def key(self) -> str:
        """The route as API Gateway names it: `GET /api/sites`, or `$default`."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Function:
    """One `AWS::Serverless::Function`.

    `timeout` and `every`, the interval of its schedule, are in seconds, `memory` in MB. `has_events`: whether anything
    but another function invokes it.
    """

    name: str
    handler: str
    timeout: float
    memory: int
    environment: Mapping[str, str]
    routes: tuple[Route, ...]
    every: int | None = None
    has_events: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """The functions with at least one HTTP route, those on a schedule, and the stage variables of the API.

    `invoked` are those without any event: other functions invoke them.
    """

    functions: tuple[Function, ...]
    scheduled: tuple[Function, ...]
    invoked: tuple[Function, ...]
    stage_variables: Mapping[str, str]


def read_template(path: Path) -> Template:
    """Return the API declared in the template at `path`.

    Environment values are literals, or a `!Ref` to a parameter with a default; others are known only to AWS and
    omitted.
    Raises TemplateError.
    """
    try:
        document = read_document(path)
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise TemplateError(f"{path}: {error}") from error
    if not isinstance(document, dict):
        raise TemplateError(f"{path}: not a template")
    declared = tuple(_functions(document))
    functions = tuple(function for function in declared if function.routes)
    _refuse_duplicates(path, functions)
    scheduled = tuple(function for function in declared if function.every is not None)
    invoked = tuple(function for function in declared if not function.has_events)
    return Template(functions, scheduled, invoked, _stage_variables(document))


def _functions(document: dict[str, Any]) -> Iterator[Function]:
    shared = _at(document, "Globals", "Function")
    parameters = _at(document, "Parameters")
    for name, resource in _at(document, "Resources").items():
        if resource.get("Type") != "AWS::Serverless::Function":
            continue
        own = _at(resource, "Properties")
        merged = shared | own
        if not isinstance(merged.get("Handler"), str):
            raise TemplateError(f"{name}: no Handler")
        variables = _at(shared, "Environment", "Variables") | _at(own, "Environment", "Variables")
        yield Function(
            name=name,
            handler=merged["Handler"],
            timeout=float(_number(merged.get("Timeout"), parameters, DEFAULT_TIMEOUT_SECONDS)),
            memory=int(_number(merged.get("MemorySize"), parameters, DEFAULT_MEMORY_MB)),
            environment=_resolve(variables, parameters),
            routes=tuple(_routes(own)),
            every=_interval(name, own),
            has_events=bool(_at(own, "Events")),
        )


def _routes(properties: dict[str, Any]) -> Iterator[Route]:
    for event in _at(properties, "Events").values():
        if event.get("Type") == "HttpApi":
            wanted = _at(event, "Properties")
            path = wanted.get("Path", "$default")
            yield Route(str(wanted.get("Method", "ANY")).upper().replace("*", "ANY"), path)


def _interval(name: str, properties: dict[str, Any]) -> int | None:
    """Return the seconds between two runs of a function with a `ScheduleV2` event, None without one."""
    for event in _at(properties, "Events").values():
        if event.get("Type") == "ScheduleV2":
            expression = str(_at(event, "Properties").get("ScheduleExpression"))
            rate = _RATE.fullmatch(expression)
            if rate is None:
                raise TemplateError(f"{name}: the schedule {expression!r} is not supported here, only rate(...)")
            return int(rate[1]) * _UNIT_SECONDS[rate[2]]
    return None


def _stage_variables(document: dict[str, Any]) -> Mapping[str, str]:
    parameters = _at(document, "Parameters")
    found = dict(_resolve(_at(document, "Globals", "HttpApi", "StageVariables"), parameters))
    for resource in _at(document, "Resources").values():
        if resource.get("Type") == "AWS::Serverless::HttpApi":
            found |= _resolve(_at(resource, "Properties", "StageVariables"), parameters)
    return found


def _refuse_duplicates(path: Path, functions: tuple[Function, ...]) -> None:
    owners: dict[str, str] = {}
    for function in functions:
        for route in function.routes:
            if owner := owners.get(route.key):
                raise TemplateError(f"{path}: {route.key} belongs to {owner} and to {function.name}")
            owners[route.key] = function.name


def _at(node: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return the mapping under `keys`, empty if any of them is absent."""
    for key in keys:
        node = node.get(key) or {}
    return node


def _resolve(values: dict[str, Any], parameters: dict[str, Any]) -> dict[str, str]:
    found = {name: _literal(value, parameters) for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _number(value: object, parameters: dict[str, Any], default: int) -> str:
    return _literal(value, parameters) or str(default)


def _literal(value: object, parameters: dict[str, Any]) -> str | None:
    """Return `value` as CloudFormation would, None if only AWS knows it."""
    if isinstance(value, dict) and set(value) == {"Ref"}:
        value = _at(parameters, value["Ref"]).get("Default")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
