"""Text on its way into a cell: what may run is held down, what cannot be held is named."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

CELL_LIMIT = 32_767  # UTF-16 units; Excel refuses a file with a longer cell
RUNS = frozenset("=+-@＝＋－＠")  # what a spreadsheet takes as the start of a formula
CUT = " […]"

# Control pictures for what XML and spreadsheets cannot hold: NUL is ␀, ESC ␛, DEL ␡.
_NAMED = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_NAMED |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
# Half a character is text to Python and to JSON, but no UTF-8 holds it.
HALVES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_NAMED |= HALVES


@lru_cache(maxsize=20_000)  # most cells of a long table are the same few hundred names
def shown(text: str) -> tuple[str, bool]:
    """What a cell shows of a text, and whether a spreadsheet could take the text for a formula."""
    return visible(text), risky(text)


def visible(text: str) -> str:
    """The text with every character that a cell can hold, and a visible sign for the others.

    Line breaks become LF, control characters their pictures (U+2400…), half a surrogate pair and
    the two non-characters U+FFFD. Direction marks, combining marks and emoji stay.
    """
    if text.isprintable():
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_NAMED)


def risky(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula (ASVS 1.2.10).

    Looks at the first character that is seen: spaces and invisible marks before it do not count,
    a tab, line break or other control character is a risk by itself.
    """
    for letter in text:
        if letter in RUNS or unicodedata.category(letter) == "Cc":
            return True
        if not letter.isspace() and unicodedata.category(letter) != "Cf":
            return False
    return False


def fitting(text: str) -> str:
    """The text cut to what one cell of a workbook holds, with a sign where it was cut."""
    if len(text) <= CELL_LIMIT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - len(CUT))].decode("utf-16-le", "ignore") + CUT
