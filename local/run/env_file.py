"""Reads `.env`: one `NAME=value` a line.

Blank lines and lines that begin with `#` say nothing; `export ` before a name is allowed. A value stands alone or in
a pair of single or double quotes, and is taken as it is: no escapes, no substitution, no comment after it.
"""

import re
from pathlib import Path

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


class EnvFileError(Exception):
    """A line is no `NAME=value`; the message says which by its number, as the line may hold a secret."""


def read_env_file(file: Path) -> dict[str, str]:
    """Return what `file` sets, nothing when there is no such file; raises EnvFileError."""
    values: dict[str, str] = {}
    if not file.is_file():
        return values
    for number, line in enumerate(map(str.strip, file.read_text(encoding="utf-8").splitlines()), start=1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise EnvFileError(f"{file.name}, line {number}: expected NAME=value")
        name, value = found.groups()
        quoted = _QUOTED.fullmatch(value)
        values[name] = quoted[2] if quoted else value
    return values
