"""Differences between two copies of Ampeco's document are listed in a table."""

import copy
import json
from pathlib import Path

import pytest

from tests.contract.differences import FINGERPRINT, differences, fingerprint, main
from tests.contract.document import Document, document_path


def test_the_document_at_hand_is_the_one_that_the_product_was_built_on(document: Document) -> None:
    """Otherwise `make contract` lists the differences."""
    assert differences(json.loads(FINGERPRINT.read_text(encoding="utf-8")), fingerprint(document)) == []


def test_the_differences_of_another_document_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A removed parameter, a new one, and a changed field."""
    path = document_path()
    assert path is not None
    other = copy.deepcopy(json.loads(path.read_text(encoding="utf-8")))
    listing = other["paths"]["/public-api/resources/bookings/v1.0"]["get"]
    gone, *_ = [one for one in listing["parameters"] if one.get("style") != "deepObject"]
    listing["parameters"].remove(gone)
    listing["parameters"].append({"in": "query", "name": "since", "schema": {"type": "string"}})
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(other), encoding="utf-8")

    code = main([str(changed)])

    name = listing["operationId"]
    assert code == 1
    assert capsys.readouterr().out.splitlines() == sorted(
        [f"removed  {name} · query · {gone['name']}", f"added    {name} · query · since"],
        key=lambda line: line.split("  ", 1)[1].strip(),
    )


def test_the_same_document_has_no_differences(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    del document

    code = main([str(document_path())])

    assert (code, capsys.readouterr().out) == (0, "No difference from the document that the product was built on.\n")
