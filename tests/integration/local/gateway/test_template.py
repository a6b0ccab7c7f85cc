from importlib.util import find_spec
from pathlib import Path

import pytest

from local.gateway.template import Function, TemplateError, read_template
from tests.support.template import own_template


def function(template: Path, name: str) -> Function:
    return next(one for one in read_template(template).functions if one.name == name)


def test_a_function_has_its_handler_and_routes(template: Path) -> None:
    """It is known by its logical id and reached by each of its HTTP events."""
    echo = function(template, "Echo")

    assert echo.handler == "functions.echo.handler"
    assert [route.key for route in echo.routes] == [
        "ANY /api/echo",
        "GET /api/items/{itemId}",
        "GET /api/items/{itemId}/{rest+}",
    ]


def test_every_route_of_the_project_has_its_module() -> None:
    """The project's own template can be parsed, and names modules that exist."""
    functions = own_template().functions
    missing = [one.handler for one in functions if find_spec(one.handler.rpartition(".")[0]) is None]

    assert len(functions) >= 5
    assert missing == []


def test_properties_override_globals(template: Path) -> None:
    """Timeout and memory of the function, otherwise of Globals."""
    slow, echo = function(template, "Slow"), function(template, "Echo")

    assert (slow.timeout, slow.memory) == (1.0, 256)
    assert (echo.timeout, echo.memory) == (20.0, 512)


def test_environment_holds_literals_and_defaults_of_parameters(template: Path) -> None:
    """The function's variables and the global ones; values that only AWS can resolve are omitted."""
    assert dict(function(template, "Echo").environment) == {
        "GREETING": "hello",
        "SHARED": "own",
        "STRICT": "true",
        "LIMIT": "15",
    }


def test_function_without_http_event_has_no_route(template: Path) -> None:
    """A scheduled or invoked function is listed separately; one with another kind of event is omitted."""
    found = read_template(template)

    assert {"Nightly", "Ticking", "Later"} & {one.name for one in found.functions} == set()
    assert [(one.name, one.every) for one in found.scheduled] == [("Ticking", 7200)]
    assert [one.name for one in found.invoked] == ["Later"]


def test_stage_variables_come_from_the_api(template: Path) -> None:
    """From Globals."""
    assert dict(read_template(template).stage_variables) == {"colour": "green"}


def test_stage_variables_of_an_api_resource_are_read(tmp_path: Path) -> None:
    """Of an API resource too."""
    file = tmp_path / "template.yaml"
    file.write_text("Resources: {Api: {Type: 'AWS::Serverless::HttpApi', Properties: {StageVariables: {colour: red}}}}")

    assert dict(read_template(file).stage_variables) == {"colour": "red"}


def test_event_without_path_is_the_default_route(tmp_path: Path) -> None:
    """As SAM does for an HttpApi event without method and path."""
    file = tmp_path / "template.yaml"
    file.write_text(f"Resources: {{All: {resource('Handler: a.b, Events: {X: {Type: HttpApi}}')}}}")

    assert [route.key for route in function(file, "All").routes] == ["$default"]


def resource(properties: str) -> str:
    return f"{{Type: 'AWS::Serverless::Function', Properties: {{{properties}}}}}"


ROUTE = "Events: {X: {Type: HttpApi, Properties: {Method: get, Path: /api/x}}}"
CRON = "Events: {X: {Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 4 * * ? *)}}}"
TWICE = f"Resources: {{A: {resource(f'Handler: a.b, {ROUTE}')}, B: {resource(f'Handler: a.b, {ROUTE}')}}}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Resources: [", "while parsing"),
        ("just text", "not a template"),
        (f"Resources: {{A: {resource(ROUTE)}}}", "A: no Handler"),
        (f"Resources: {{A: {resource(f'Handler: a.b, {CRON}')}}}", r"A: the schedule 'cron\(0 4 \* \* \? \*\)' is not"),
        (TWICE, "GET /api/x belongs to A and to B"),
    ],
)
def test_an_invalid_template_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    """The message says what is wrong."""
    file = tmp_path / "template.yaml"
    file.write_text(content)

    with pytest.raises(TemplateError, match=reason):
        read_template(file)


def test_missing_template_is_named(tmp_path: Path) -> None:
    """The message says which file."""
    with pytest.raises(TemplateError, match=r"nowhere\.yaml: No such file"):
        read_template(tmp_path / "nowhere.yaml")
