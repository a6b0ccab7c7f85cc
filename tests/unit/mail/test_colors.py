"""Colors of the mails: those of the pages, in the notation that mail clients support."""

import math
import re

from tests.support.project import PROJECT

TEMPLATE = PROJECT / "shared/mail/templates/mail.html"
TOKENS = PROJECT / "public/css/tokens.css"


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Return an oklch() color in sRGB, clipped, as in CSS Color 4."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
    clipped = (min(1, max(0, part)) for part in linear)
    encoded = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in clipped)
    return "#" + "".join(f"{round(255 * part):02x}" for part in encoded)


def _tokens(css: str) -> set[str]:
    found = re.findall(r"--[\w-]+: oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);", css)
    return {_hex(float(lightness) / 100, float(chroma), float(hue)) for lightness, chroma, hue in found}


def test_every_color_is_one_of_the_pages() -> None:
    """Light ones inline, dark ones in the style sheet."""
    light, dark = TOKENS.read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    sheet: list[str] = []
    inline: list[str] = []
    for line in TEMPLATE.read_text(encoding="utf-8").splitlines():
        (sheet if "!important" in line else inline).extend(re.findall(r"#[0-9a-f]{6}\b", line))

    assert len(set(inline)) > 5
    assert set(inline) - _tokens(light) == set()
    assert len(set(sheet)) > 5
    assert set(sheet) - _tokens(dark) == set()
