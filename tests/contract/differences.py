"""Compare a copy of Ampeco's OpenAPI document with the one that the product was built on.

`python -m tests.contract.differences DOCUMENT` prints a table of what differs, and exits with 1 where anything does.
Of the document only digests are kept, in `fingerprint.json`: one per query parameter and per field of a body or of an
answer. `--write` replaces them, once the product was brought up to the new document.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.contract.document import Document, Schema, fields

FINGERPRINT = Path(__file__).with_name("fingerprint.json")


def fingerprint(document: Document) -> dict[str, str]:
    """Return a digest of each part of the document, by where it is: "readBooking · answer 200 · status"."""
    return {place: _digest(schema) for place, schema in _parts(document)}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was added, removed or changed, and where, in the order of the places."""
    changed = {place for place in before.keys() & after.keys() if before[place] != after[place]}
    found = {
        **dict.fromkeys(after.keys() - before.keys(), "added"),
        **dict.fromkeys(before.keys() - after.keys(), "removed"),
        **dict.fromkeys(changed, "changed"),
    }
    return sorted((place, what) for place, what in found.items())


def main(arguments: list[str] | None = None) -> int:
    """Print the table of differences; return 1 when there are any."""
    parser = argparse.ArgumentParser(description="Compare Ampeco's OpenAPI document with the one built on.")
    parser.add_argument("document", type=Path)
    parser.add_argument("--write", action="store_true", help="make this document the one to compare with")
    options = parser.parse_args(arguments)
    current = fingerprint(Document(options.document))
    if options.write:
        FINGERPRINT.write_text(json.dumps(current, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    found = differences(json.loads(FINGERPRINT.read_text(encoding="utf-8")), current)
    if not found:
        sys.stdout.write("No difference from the document that the product was built on.\n")
        return 0
    width = max(len(what) for _, what in found)
    sys.stdout.writelines(f"{what:{width}}  {place}\n" for place, what in found)
    return 1


def _parts(document: Document) -> Iterator[tuple[str, Schema]]:
    for operation in document.operations.values():
        yield f"{operation.name} · address", {"method": operation.method, "path": operation.path}
        for name, schema in operation.parameters.items():
            yield f"{operation.name} · query · {name}", schema
        for name, field in fields(operation.body or {}).items():
            yield f"{operation.name} · body · {name}", {"schema": field.schema, "may_lack": field.may_lack}
        for status, answer in operation.answers.items():
            for name, field in fields(_record(answer)).items():
                yield f"{operation.name} · answer {status} · {name}", {"schema": field.schema, "lack": field.may_lack}


def _record(answer: Schema) -> Schema:
    data: Schema = answer.get("properties", {}).get("data", answer)
    record: Schema = data.get("items", data)
    return record


def _digest(schema: Schema) -> str:
    described = {name: value for name, value in schema.items() if name not in {"description", "example", "title"}}
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:10]


if __name__ == "__main__":
    sys.exit(main())
