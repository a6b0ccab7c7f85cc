"""Positions of ZIP codes and cities in the build."""

import gzip
import json
from pathlib import Path

import pytest

from tools.build_site.places import PlacesError, places

ROWS = """US\t48502\tFlint\tMichigan\tMI\tGenesee\t049\t\t\t43.0151\t-83.6948\t4
US\t48503\tFlint\tMichigan\tMI\tGenesee\t049\t\t\t43.0128\t-83.6914\t4
US\t48501\tFlint\tMichigan\tMI\tGenesee\t049\t\t\t42.9659\t-83.7808\t4
US\t75762\tFlint\tTexas\tTX\tSmith\t423\t\t\t32.2089\t-95.3631\t4
US\t96201\tAPO AP\t\t\t\t\t\t\t37.5\t126.9\t1
"""


def test_zip_codes_and_cities_have_their_positions(tmp_path: Path) -> None:
    """A city of several ZIP codes is at their median; post offices of the armed forces are left out."""
    source = tmp_path / "US.txt"
    source.write_text(ROWS)

    files = {name: json.loads(content) for name, content in places(source).items()}

    assert files == {
        "zip-4.json": {"48501": [42.97, -83.78], "48502": [43.02, -83.69], "48503": [43.01, -83.69]},
        "zip-7.json": {"75762": [32.21, -95.36]},
        "city-f.json": {
            "states": {"MI": "Michigan", "TX": "Texas"},
            "cities": [["Flint", "MI", 43.01, -83.69], ["Flint", "TX", 32.21, -95.36]],
        },
    }


def test_the_site_has_the_places_of_the_whole_country_in_small_files(site: dict[str, bytes]) -> None:
    """Every first digit and letter, each file small enough for a slow phone."""
    files = {name.rpartition("/")[2]: content for name, content in site.items() if "/places/" in name}

    assert {name for name in files if name.startswith("zip-")} == {f"zip-{digit}.json" for digit in range(10)}
    assert len(json.loads(files["zip-4.json"])) > 4000
    assert ["Flint", "MI"] in [city[:2] for city in json.loads(files["city-f.json"])["cities"]]
    assert max(len(gzip.compress(content)) for content in files.values()) < 35_000


def test_missing_data_stop_the_build(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(PlacesError, match="npm ci"):
        places(tmp_path / "US.txt")
