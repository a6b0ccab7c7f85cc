"""Photos of sites: generated, and served without a token."""

import zlib
from urllib.parse import urljoin

from aiohttp import web

from .formats import Record

__all__ = ["PHOTOS", "photo", "photo_routes", "photos_at"]

PHOTOS = "/photos/"
_MIME_TYPE = "image/svg+xml"
_NAME = "{name:[a-z0-9-]{1,40}}.svg"
_BAYS = 4


def photo(code: str, number: int) -> Record:
    """Return the record of a site's photo; its URLs need an origin before they are sent."""
    name = f"{PHOTOS}{code.lower()}-{number}"
    return {"original": f"{name}.svg", "thumbnail": f"{name}-small.svg", "mimeType": _MIME_TYPE}


def photos_at(origin: str, location: Record) -> Record:
    """Return the location with the URLs of its photos at `origin`; complete URLs stay unchanged."""
    image, images = location.get("locationImage"), location.get("images")
    found = {"locationImage": image and _at(origin, image), "images": images and [_at(origin, one) for one in images]}
    return location | {name: value for name, value in found.items() if value}


def photo_routes() -> list[web.RouteDef]:
    """Return the route."""
    return [web.get(PHOTOS + _NAME, _serve, name="photo")]


def _at(origin: str, image: Record) -> Record:
    return {name: value if name == "mimeType" else urljoin(origin, value) for name, value in image.items()}


async def _serve(request: web.Request) -> web.Response:
    return web.Response(text=_drawn(request.match_info["name"].removesuffix("-small")), content_type=_MIME_TYPE)


def _drawn(name: str) -> str:
    """Return an image of a charger at each of some bays, with colors derived from the name."""
    hue = zlib.crc32(name.encode()) % 360
    bays = "".join(
        f'<g transform="translate({90 + 160 * bay} 0)">'
        f'<path d="M-70 480 L-50 330 M70 480 L50 330" stroke="#fff" stroke-width="6"/>'
        f'<rect x="-22" y="200" width="44" height="130" rx="8" fill="#26353a"/>'
        f'<rect x="-14" y="212" width="28" height="22" fill="hsl({hue} 70% 75%)"/></g>'
        for bay in range(_BAYS)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 640 480">'
        f'<rect width="640" height="480" fill="hsl({hue} 45% 80%)"/>'
        f'<path d="M0 200 L160 130 L330 190 L500 110 L640 180 V330 H0Z" fill="hsl({hue} 25% 55%)"/>'
        f'<rect y="330" width="640" height="150" fill="#59666a"/>{bays}</svg>'
    )
