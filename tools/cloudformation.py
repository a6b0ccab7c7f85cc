"""CloudFormation templates as plain data."""

from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.CSafeLoader):
    """YAML loader for CloudFormation's short forms: `!Ref X` becomes `{"Ref": "X"}`."""


def _intrinsic(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    key = name if name in ("Ref", "Condition") else f"Fn::{name}"
    if isinstance(node, yaml.MappingNode):
        return {key: loader.construct_mapping(node, deep=True)}
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    return {key: node.value}


_Loader.add_multi_constructor("!", _intrinsic)


def read_document(path: Path) -> Any:  # noqa: ANN401 — whatever the YAML holds
    """Return the parsed template; raises OSError, yaml.YAMLError."""
    return _Loader(path.read_text(encoding="utf-8")).get_single_data()
