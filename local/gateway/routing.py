"""Routing of requests to functions, as in API Gateway's HTTP APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from local.gateway.template import Function, Route

_LITERAL, _PARAMETER, _GREEDY, _DEFAULT = range(4)


@dataclass(frozen=True, slots=True)
class Match:
    """The matched route, its function, and the path parameters."""

    function: Function
    route: Route
    parameters: Mapping[str, str]


class Router:
    """Selects among the routes of all functions, most specific first."""

    def __init__(self, functions: Iterable[Function]) -> None:
        routes = [(route, function) for function in functions for route in function.routes]
        routes.sort(key=lambda entry: (_specificity(entry[0].path), entry[0].method == "ANY"))
        self._routes = [(_pattern(route.path), route, function) for route, function in routes]

    def match(self, method: str, path: str) -> Match | None:
        """Return the match for a percent-decoded `path`, None if no route has it with this method."""
        for pattern, route, function in self._routes:
            if route.method in (method, "ANY") and (found := pattern.fullmatch(path)):
                return Match(function, route, dict(zip(_names(route.path), found.groups(), strict=True)))
        return None


def _specificity(path: str) -> list[int]:
    """Rank by segment: literals before parameters, these before greedy ones, `$default` last."""
    if path == "$default":
        return [_DEFAULT]
    return [_rank(segment) for segment in path.strip("/").split("/")]


def _rank(segment: str) -> int:
    if not segment.startswith("{"):
        return _LITERAL
    return _GREEDY if segment.endswith("+}") else _PARAMETER


def _pattern(path: str) -> re.Pattern[str]:
    if path == "$default":
        return re.compile(r".*", re.DOTALL)
    return re.compile("/".join(map(_segment, path.split("/"))), re.DOTALL)


def _segment(segment: str) -> str:
    variables = {_PARAMETER: "([^/]+)", _GREEDY: "(.+)"}
    return variables.get(_rank(segment)) or re.escape(segment)


def _names(path: str) -> list[str]:
    return re.findall(r"\{([^}+]+)\+?\}", path)
