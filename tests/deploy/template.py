"""template.yaml as CloudFormation evaluates it with given parameters, as far as these tests need it."""

import re
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
    policies = [policy["Ref"] for policy in functions()[name].get("Policies", [])]
    documents = [template()["Resources"][policy]["Properties"]["PolicyDocument"] for policy in policies]
    return [statement for document in documents for statement in resolve(document["Statement"], parameters)]


def resolve(node: Any, parameters: dict[str, str]) -> Any:
    """Return `node` with every Ref, Sub and If to parameters replaced; what leads to a resource stays."""
    if isinstance(node, list):
        found = [resolve(one, parameters) for one in node]
        return [one for one in found if one is not None]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"}:
        value = _value(node["Ref"], parameters)
        return node if value is _MISSING else value
    if set(node) == {"Fn::Sub"}:
        return re.sub(r"\$\{([\w:]+)\}", lambda found: str(_value(found[1], parameters)), node["Fn::Sub"])
    if set(node) == {"Fn::If"}:
        condition, yes, no = node["Fn::If"]
        return resolve(yes if holds(condition, parameters) else no, parameters)
    return {name: resolve(one, parameters) for name, one in node.items()}


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
    declared = template()["Parameters"].get(name)
    return _MISSING if declared is None else parameters.get(name, declared.get("Default"))
