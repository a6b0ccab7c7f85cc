"""The exported file in other programs: pandas and LibreOffice."""

import csv
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001
SEPARATORS = {",": 44, ";": 59, "\t": 9}
FORMULA = re.compile(r"""["'\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]""")
HOSTILE = 'Peñón;=1+1\t=1+1\n=1+1\x0b=1+1\u2028=1+1;"=1+1";\u00a0@A1;\uff1d1+1,=1+1'
CLEAN = "Peñón;'=1+1 =1+1 =1+1 =1+1 =1+1;'\"=1+1\";'\u00a0@A1;'\uff1d1+1,=1+1"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
REPEATED = f"{TABLE}number-columns-repeated"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture
def file(admin: AdminFunctions, simulator: SimulatorHandle) -> bytes:
    """Return a file of two bookings at a site with a hostile name; one runs through the repeated hour."""
    simulator.patch("locations", 101, name=[{"locale": "en", "translation": HOSTILE}])
    twice = datetime.fromisoformat("2026-11-01T01:30:00-04:00")
    simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.book(evse_id=5001, start=twice, end=twice + HOUR, user_id=DRIVER)
    return admin.table(userId=DRIVER).text.encode()


def test_pandas_reads_every_cell(file: bytes) -> None:
    """Names in UTF-8, times as times; UTC distinguishes the two 1:30."""
    import pandas as pd  # type: ignore[import-untyped] # noqa: PLC0415 — its import takes long

    times = ["start", "end", "start_utc", "end_utc", "created", "last_updated", "created_utc", "last_updated_utc"]

    table = pd.read_csv(BytesIO(file), parse_dates=times).sort_values("start")

    assert list(table["site"]) == [CLEAN, CLEAN]
    assert list(table["time_zone"]) == ["America/Detroit"] * 2
    assert {str(table[name].dtype).split("[")[0] for name in times} == {"datetime64"}
    assert [str(table[name].iloc[0]) for name in times[:4]] == [
        "2026-03-23 11:00:00",
        "2026-03-23 12:00:00",
        "2026-03-23 15:00:00",
        "2026-03-23 16:00:00",
    ]
    assert [str(table[name].iloc[1]) for name in times[:4]] == [
        "2026-11-01 01:30:00",
        "2026-11-01 01:30:00",
        "2026-11-01 05:30:00",
        "2026-11-01 06:30:00",
    ]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_cell_is_a_formula_with_any_separator(file: bytes, separator: str) -> None:
    """The separator depends on the machine's settings."""
    rows = list(csv.reader(StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator))

    assert [cell for row in rows for cell in row if FORMULA.match(cell) and not cell.startswith("'")] == []
    assert len(rows) == 3


def test_the_file_starts_with_a_byte_order_mark(file: bytes) -> None:
    """Otherwise Excel uses its own encoding."""
    assert file.startswith("\ufeffbooking_id,".encode())
    assert file.count("\ufeff".encode()) == 1


@pytest.mark.parametrize("separator", [",", ";"])
def test_libreoffice_opens_it(file: bytes, tmp_path: Path, separator: str) -> None:
    """Texts unchanged, times as dates, nothing executed; with commas and with semicolons as separators."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    cells = list(_cells_in_libreoffice(office, file, tmp_path, separator))

    assert [cell for cell in cells if cell.get(f"{TABLE}formula")] == []
    texts = ["".join(part.itertext()) for cell in cells for part in cell.iter(f"{TEXT}p")]
    if separator == ",":
        assert texts.count(CLEAN) == 2
        dates = [date for cell in cells if (date := cell.get(f"{OFFICE}date-value"))]
        assert sum(int(cell.get(REPEATED, 1)) for cell in cells if f"{OFFICE}date-value" in cell.attrib) == 16
        assert {"2026-03-23T11:00:00", "2026-03-23T15:00:00", "2026-11-01T01:30:00"} <= set(dates)
    else:
        assert [text for text in texts if FORMULA.match(text) and not text.startswith("'")] == []
        assert any(text.startswith("'=1+1") for text in texts)


def _cells_in_libreoffice(office: str, file: bytes, folder: Path, separator: str) -> Iterator[ET.Element]:
    (folder / "bookings.csv").write_bytes(file)
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        f"--infilter=CSV:{SEPARATORS[separator]},34,UTF8,1",
        "--convert-to",
        "fods",
        "--outdir",
        str(folder),
        str(folder / "bookings.csv"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return ET.parse(folder / "bookings.fods").iter(f"{TABLE}table-cell")  # noqa: S314 — LibreOffice wrote it just now
