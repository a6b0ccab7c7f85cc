"""Command line: `python -m tools.openapi` writes openapi.yaml."""

from tools.openapi.file import FILE, text

FILE.write_text(text(), encoding="utf-8")
print(FILE.name)
