"""The CDN's `_headers` file: headers by path.

https://docs.netlify.com/routing/headers/, with the matching of Netlify's development server.
"""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """The headers (lower-case names) of the paths that one pattern matches."""

    pattern: re.Pattern[str]
    headers: dict[str, str]


def read_header_rules(file: Path) -> list[HeaderRule]:
    """Return the rules of `file` in order, none if it does not exist; raises ValueError for an invalid line."""
    rules: list[HeaderRule] = []
    if not file.is_file():
        return rules
    for number, line in enumerate(map(str.strip, file.read_text(encoding="utf-8").splitlines()), start=1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("/"):
            rules.append(HeaderRule(_pattern(line), {}))
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not (rules and name and colon and value):
            raise ValueError(f"{file.name}, line {number}: neither a path nor one of its headers: {line}")
        headers = rules[-1].headers
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}, {value}" if known else value
    return rules


def headers_for(path: str, rules: list[HeaderRule]) -> dict[str, str]:
    """Return the headers of all rules that match `path`; later rules override earlier ones."""
    found: dict[str, str] = {}
    for rule in rules:
        if rule.pattern.fullmatch(path):
            found |= rule.headers
    return found


def _pattern(path: str) -> re.Pattern[str]:
    parts = [_part(part) for part in path.split("/") if part]
    return re.compile(f"{''.join(parts)}/?", re.IGNORECASE | re.DOTALL)


def _part(part: str) -> str:
    if part == "*":
        return "(?:/.*)?"
    if part.startswith(":"):
        return "/[^/]+"
    return "/" + ".*".join(map(re.escape, part.split("*")))
