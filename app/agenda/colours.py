"""Colours of an event's own: whether they can be seen, and told from those of the goal areas.

Contrast is that of WCAG 2.2 (relative luminance); how far two colours are apart is their distance
in Oklab (B. Ottosson, 2020), where equal steps look about equally large.
"""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
PAPER = {"light": "#ffffff", "dark": "#0d191c"}  # grounds of pages, as in tokens.css
GROUND = {"light": "#f3f6f5", "dark": "#142428"}
FILLS = {  # of goal areas 1 to 4
    "light": ("#c27c00", "#0a8670", "#1e62ae", "#9a2a14"),
    "dark": ("#f5bd4a", "#3db89b", "#7fb2f2", "#e0684b"),
}
LEAST = 3.0  # to one: what WCAG 2.2 1.4.11 asks of shapes that mean something
APART = 0.1  # in Oklab; the nearest two of FILLS are 0.15 apart


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str) -> float:
    """How far apart two colours `#rrggbb` look: 0 for the same, 1 for black and white."""
    pairs = zip(_oklab(one), _oklab(other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def least_contrast(colour: str, theme: str) -> float:
    """Contrast with the grounds of a theme, `light` or `dark`, where it is worst."""
    return min(contrast(colour, ground[theme]) for ground in (PAPER, GROUND))


def mistaken_for(colour: str, theme: str) -> int:
    """The goal area, from 1, whose colour it could be taken for; 0 for none."""
    apart = [distance(colour, fill) for fill in FILLS[theme]]
    nearest = min(apart)
    return apart.index(nearest) + 1 if nearest < APART else 0


def _linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as light, 0 to 1 (sRGB's curve)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    )
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
