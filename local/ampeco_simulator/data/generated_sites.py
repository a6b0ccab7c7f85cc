"""Generated sites: hundreds for testing pagination, thousands for measuring it."""

from functools import cache
from random import Random

from .sites import ConnectorType, Port, Post, Site

__all__ = ["generated_sites", "thousands_of_sites"]

_FIRST_ID = 1001
_THOUSANDS = 5000
_CITIES = (
    ("Albany", "NY", "12207", "America/New_York", 42.6526, -73.7562),
    ("Austin", "TX", "78701", "America/Chicago", 30.2672, -97.7431),
    ("Baltimore", "MD", "21202", "America/New_York", 39.2904, -76.6122),
    ("Billings", "MT", "59101", "America/Denver", 45.7833, -108.5007),
    ("Birmingham", "AL", "35203", "America/Chicago", 33.5186, -86.8104),
    ("Bismarck", "ND", "58501", "America/Chicago", 46.8083, -100.7837),
    ("Boston", "MA", "02108", "America/New_York", 42.3601, -71.0589),
    ("Burlington", "VT", "05401", "America/New_York", 44.4759, -73.2121),
    ("Charleston", "SC", "29401", "America/New_York", 32.7765, -79.9311),
    ("Charlotte", "NC", "28202", "America/New_York", 35.2271, -80.8431),
    ("Cheyenne", "WY", "82001", "America/Denver", 41.1400, -104.8202),
    ("Cincinnati", "OH", "45202", "America/New_York", 39.1031, -84.5120),
    ("Dallas", "TX", "75201", "America/Chicago", 32.7767, -96.7970),
    ("Des Moines", "IA", "50309", "America/Chicago", 41.5868, -93.6250),
    ("Detroit", "MI", "48226", "America/Detroit", 42.3314, -83.0458),
    ("El Paso", "TX", "79901", "America/Denver", 31.7619, -106.4850),
    ("Fresno", "CA", "93721", "America/Los_Angeles", 36.7378, -119.7871),
    ("Hartford", "CT", "06103", "America/New_York", 41.7658, -72.6734),
    ("Hilo", "HI", "96720", "Pacific/Honolulu", 19.7241, -155.0868),
    ("Houston", "TX", "77002", "America/Chicago", 29.7604, -95.3698),
    ("Juneau", "AK", "99801", "America/Juneau", 58.3019, -134.4197),
    ("Kansas City", "MO", "64106", "America/Chicago", 39.0997, -94.5786),
    ("Las Vegas", "NV", "89101", "America/Los_Angeles", 36.1699, -115.1398),
    ("Little Rock", "AR", "72201", "America/Chicago", 34.7465, -92.2896),
    ("Los Angeles", "CA", "90012", "America/Los_Angeles", 34.0522, -118.2437),
    ("Louisville", "KY", "40202", "America/Kentucky/Louisville", 38.2527, -85.7585),
    ("Minneapolis", "MN", "55401", "America/Chicago", 44.9778, -93.2650),
    ("New Orleans", "LA", "70112", "America/Chicago", 29.9511, -90.0715),
    ("Oklahoma City", "OK", "73102", "America/Chicago", 35.4676, -97.5164),
    ("Omaha", "NE", "68102", "America/Chicago", 41.2565, -95.9345),
    ("Philadelphia", "PA", "19107", "America/New_York", 39.9526, -75.1652),
    ("Pittsburgh", "PA", "15222", "America/New_York", 40.4406, -79.9959),
    ("Portland", "ME", "04101", "America/New_York", 43.6591, -70.2568),
    ("Rapid City", "SD", "57701", "America/Denver", 44.0805, -103.2310),
    ("Richmond", "VA", "23219", "America/New_York", 37.5407, -77.4360),
    ("Sacramento", "CA", "95814", "America/Los_Angeles", 38.5816, -121.4944),
    ("Salt Lake City", "UT", "84101", "America/Denver", 40.7608, -111.8910),
    ("Seattle", "WA", "98101", "America/Los_Angeles", 47.6062, -122.3321),
    ("St. Louis", "MO", "63101", "America/Chicago", 38.6270, -90.1994),
    ("Tucson", "AZ", "85701", "America/Phoenix", 32.2226, -110.9747),
    ("Wichita", "KS", "67202", "America/Chicago", 37.6872, -97.3301),
)  # fmt: skip
_PLACES = ("Station", "Market", "Mall", "Airport Lot", "Library", "Stadium")
_STREETS = ("Main St", "Oak Ave", "1st Ave", "Commerce Blvd", "Park Rd", "Broadway")
_HARDWARE: tuple[tuple[ConnectorType, int], ...] = (
    ("ccs1", 350), ("ccs1", 150), ("nacs", 250), ("j1772", 11), ("j1772", 7), ("chademo", 50),
)  # fmt: skip


@cache
def generated_sites(seed: int) -> tuple[Site, ...]:
    """Return 246 plain sites: each city with each kind of place, one to three charge points of two ports."""
    rng = Random(seed)
    return tuple(
        _site(_FIRST_ID + number, city, place, rng)
        for number, (city, place) in enumerate((city, place) for city in _CITIES for place in _PLACES)
    )


@cache
def thousands_of_sites(seed: int) -> tuple[Site, ...]:
    """Return 5,000 plain sites of two charge points with two ports each."""
    rng = Random(seed)
    kinds = [(city, place) for city in _CITIES for place in _PLACES]
    return tuple(_site(_FIRST_ID + number, *kinds[number % len(kinds)], rng, posts=2) for number in range(_THOUSANDS))


def _site(
    site_id: int, where: tuple[str, str, str, str, float, float], place: str, rng: Random, posts: int | None = None
) -> Site:
    city, state, post_code, timezone, latitude, longitude = where
    return Site(
        id=site_id,
        code=f"G{site_id}",
        name={"en": f"{city} {place}"},
        street=f"{rng.randint(1, 9899)} {rng.choice(_STREETS)}",
        city=city,
        state=state,
        post_code=post_code,
        timezone=timezone,
        position=(
            round(latitude + rng.uniform(-0.05, 0.05), 5),
            round(longitude + rng.uniform(-0.05, 0.05), 5),
        ),
        parking=rng.choice(("PARKING_LOT", "PARKING_GARAGE", "ON_STREET")),
        access=("OPEN",),
        facilities=(),
        busyness=0.0 if posts else 0.02,
        charge_points=tuple(_post(f"{place} {number}", rng) for number in range(1, (posts or rng.randint(1, 3)) + 1)),
    )


def _post(name: str, rng: Random) -> Post:
    connector, kw = rng.choice(_HARDWARE)
    number = name.rsplit(" ", 1)[1]
    return Post(
        name=name,
        ports=tuple(Port(label=f"{number}{side}", connectors=(connector,), kw=kw) for side in "AB"),
    )
