"""How much room text takes on the screen, told from the widths of its typeface."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left

# Advance widths of Atkinson Hyperlegible Next in hundredths of an em, rounded up, at the heaviest
# weight that flowing text has there (600). Lighter text is up to a tenth narrower.
_WIDTHS = {
    18: "'",
    28: ',.:;`ij|·’"',
    33: " !()[]l",
    38: "-_frt{}š",
    43: "1/I\\ž",
    48: "*z“”",
    53: "7?acksvxy~äå–",
    58: "239<>EFJLT^bdeghnopquöé",
    63: "4568$+=BPRSVYZ",
    68: "0ACDKUXÄÅ€",
    73: "#&GHNOwÖ",
    79: "@Q…",
    86: "—¼½MWm",
    97: "%",
}
_EM = {character: width / 100 for width, characters in _WIDTHS.items() for character in characters}
_OTHER = 0.75  # em; Cyrillic, Greek and what another typeface has to draw
_WIDE = 1.4  # em; emoji and full-width characters
SPACE = _EM[" "]

HEADINGS = (3.875, 3.0, 2.5)  # rem, by length
HEADING_STEPS = (110, 200)  # characters
HEADING_LINE = 1.1
COLUMN = 92.0  # rem across the screen's main column at 4:3, where it is narrower
BESIDE = 24.0  # rem that a note beside the heading takes from it
ROOM = 41.0  # rem that a picture has under a heading of one line at 16:9, where it is lower


def em(text: str) -> float:
    """Width of a text in em; a little over, never under."""
    return sum(_width(character) for character in text)


def _width(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    wide = character > "\u2fff" or unicodedata.east_asian_width(character) in {"W", "F"}
    return _WIDE if wide else _OTHER


def lines(text: str, width: float) -> int:
    """Lines that a text fills when a line holds `width` em; a longer word breaks anywhere."""
    return sum(_wrapped(part, width) for part in text.splitlines() or [""])


def _wrapped(text: str, width: float) -> int:
    count, used = 1, 0.0
    for word in text.split():
        long = em(word)
        if used and used + SPACE + long > width:
            count, used = count + 1, 0.0
        used += long + (SPACE if used else 0.0)
        while used > width:
            count, used = count + 1, used - width
    return count


def step(text: str, *limits: int) -> int:
    """Which of the sizes a text of this length gets, 0 for the largest."""
    return bisect_left(limits, len(text))


def room(heading: str, beside: bool = False) -> float:
    """Height in rem of a picture under this heading, with or without a note beside it."""
    size = HEADINGS[step(heading, *HEADING_STEPS)]
    width = COLUMN - (BESIDE if beside else 0.0)
    used = lines(heading, width / size) * size * HEADING_LINE
    return ROOM - max(0.0, used - HEADINGS[0] * HEADING_LINE)
