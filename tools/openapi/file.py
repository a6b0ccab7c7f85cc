"""The file: the document of all routes as YAML."""

from pathlib import Path

import yaml

from tools.openapi.admin import ADMIN
from tools.openapi.document import document
from tools.openapi.public import PUBLIC

FILE = Path(__file__).parents[2] / "openapi.yaml"

_HEAD = "# Made by `python -m tools.openapi` from the functions and the models of what they read and answer.\n"


def text() -> str:
    """Return the content of the file."""
    return _HEAD + yaml.dump(
        document((*PUBLIC, *ADMIN)), Dumper=_Readable, sort_keys=False, allow_unicode=True, width=110
    )


class _Readable(yaml.SafeDumper):
    """YAML dumper with block paragraphs and indented lists, without aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 — the parent's signature
        """Return True."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 — the parent's signature
        """Go one level in, also for lists."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Readable.add_representer(str, _text)
