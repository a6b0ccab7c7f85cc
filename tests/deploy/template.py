"""template.yaml as CloudFormation evaluates it with given parameters, as far as these tests need it."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.support.project import PROJECT
from tools.cloudformation import read_document

AWS = {
    "AWS::AccountId": "123456789012",
    "AWS::NoValue": None,
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "ev-charging-bookings",
    "AWS::URLSuffix": "amazonaws.com",
}
_MISSING = object()


@cache
def template(name: str = "template.yaml") -> dict[str, Any]:
    """Return a template as it is written."""
    document: dict[str, Any] = read_document(PROJECT / name)
    return document


def functions() -> dict[str, dict[str, Any]]:
    """Return the properties of each function, by its logical name."""
    resources = template()["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == "AWS::Serverless::Function"}


def function_statements(name: str, **parameters: str) -> list[dict[str, Any]]:
    """Return all that the function may do, resolved."""
    policies = [policy["Ref"] for policy in resolve(functions()[name].get("Policies", []), parameters)]
    documents = [template()["Resources"][policy]["Properties"]["PolicyDocument"] for policy in policies]
    return [statement for document in documents for statement in resolve(document["Statement"], parameters)]


def resources(**parameters: str) -> dict[str, dict[str, Any]]:
    """Return the resources that exist with these parameters."""
    declared = template()["Resources"].items()
    return {name: one for name, one in declared if "Condition" not in one or holds(one["Condition"], parameters)}


def resolve(node: Any, parameters: dict[str, str]) -> Any:
    """Return `node` with every intrinsic function of parameters replaced; what leads to a resource stays."""
    if isinstance(node, list):
        found = [resolve(one, parameters) for one in node]
        return [one for one in found if one is not None]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and (intrinsic := _INTRINSICS.get(*node)):
        return intrinsic(node, parameters)
    return {name: resolve(one, parameters) for name, one in node.items()}


def _ref(node: dict[str, Any], parameters: dict[str, str]) -> Any:
    value = _value(node["Ref"], parameters)
    return node if value is _MISSING else value


def _sub(node: dict[str, Any], parameters: dict[str, str]) -> str:
    text, own = node["Fn::Sub"] if isinstance(node["Fn::Sub"], list) else (node["Fn::Sub"], {})
    known = {**parameters, **resolve(own, parameters)}
    return re.sub(r"\$\{([\w:]+)\}", lambda found: str(_value(found[1], known)), text)


def _split(node: dict[str, Any], parameters: dict[str, str]) -> list[str]:
    separator, text = resolve(node["Fn::Split"], parameters)
    parts: list[str] = text.split(separator)
    return parts


def _select(node: dict[str, Any], parameters: dict[str, str]) -> Any:
    index, values = resolve(node["Fn::Select"], parameters)
    return values[int(index)]


def _if(node: dict[str, Any], parameters: dict[str, str]) -> Any:
    condition, yes, no = node["Fn::If"]
    return resolve(yes if holds(condition, parameters) else no, parameters)


_INTRINSICS: dict[str, Callable[[dict[str, Any], dict[str, str]], Any]] = {
    "Ref": _ref,
    "Fn::Sub": _sub,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::If": _if,
}


def holds(condition: str, parameters: dict[str, str]) -> bool:
    """Tell whether a condition holds."""
    return _holds(template()["Conditions"][condition], parameters)


def _holds(node: dict[str, Any], parameters: dict[str, str]) -> bool:
    if "Fn::Not" in node:
        return not _holds(node["Fn::Not"][0], parameters)
    one, other = resolve(node["Fn::Equals"], parameters)
    return str(one) == str(other)


def _value(name: str, parameters: dict[str, str]) -> Any:
    if name in AWS:
        return AWS[name]
    declared = template()["Parameters"].get(name, _MISSING)
    return parameters.get(name, declared if declared is _MISSING else declared.get("Default"))
