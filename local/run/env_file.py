"""Parser for `.env`: one `NAME=value` per line.

Blank lines and lines starting with `#` are ignored; `export ` before a name is allowed. A value may be in single or
double quotes, and is used literally: no escapes, no substitution, no comment after it.
"""

import re
from pathlib import Path

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


class EnvFileError(Exception):
    """A line is not `NAME=value`; the message has only its number, as the line may contain a secret."""


def read_env_file(file: Path) -> dict[str, str]:
    """Return the variables in `file`, none if it does not exist; raises EnvFileError."""
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
