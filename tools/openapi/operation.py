"""One route: the docstring of its function, and its other properties."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from pydantic.alias_generators import to_camel

from shared.http_api.requests.parsing import Body, Query
from shared.http_api.responses.base import ResponseModel


@dataclass(frozen=True, slots=True)
class SuccessResponse:
    """A successful response: JSON, or a file of another media type.

    `headers` maps each additional header to its name in the components.
    """

    status: int
    what: str
    content: type[ResponseModel] | str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a following request: its operation, and the source of each parameter."""

    operation: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `parameters` are names in the components, `problems` kinds of problem, `example` is a body."""

    function: ModuleType
    tag: str
    answer: SuccessResponse
    problems: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    query: type[Query] | None = None
    body: type[Body] | None = None
    example: Mapping[str, Any] | None = None
    links: tuple[Link, ...] = field(default=())

    @property
    def method(self) -> str:
        """The method, in capitals."""
        return self._route[0]

    @property
    def path(self) -> str:
        """The path with its `{parameters}`."""
        return self._route[1]

    @property
    def id(self) -> str:
        """`listSites` for functions/sites/list_sites.py, `adminListSites` for functions/admin/list_sites.py."""
        _, folder, name = self.function.__name__.split(".")
        return to_camel(f"admin_{name}" if folder == "admin" else name)

    @property
    def is_for_staff(self) -> bool:
        """Whether an admin token is needed."""
        return "unauthorized" in self.problems

    @property
    def summary(self) -> str:
        """The docstring's first line, as a sentence."""
        text = self._schema[0].partition(" — ")[2]
        return f"{text[0].upper()}{text[1:].rstrip('.')}"

    @property
    def description(self) -> str:
        """The docstring of the endpoint, followed by the rest of the module's."""
        endpoint = getattr(self.function, self.function.__name__.rpartition(".")[2])
        return "\n\n".join(filter(None, (inspect.getdoc(endpoint), self._schema[1])))

    @property
    def _schema(self) -> tuple[str, str]:
        first, _, rest = (inspect.getdoc(self.function) or "").partition("\n\n")
        return first, rest

    @property
    def _route(self) -> tuple[str, str]:
        method, path = self._schema[0].partition(" — ")[0].split()
        return method, path
