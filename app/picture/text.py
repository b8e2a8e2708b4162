"""How much room text takes on the screen, told from the widths of its typeface."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from itertools import accumulate

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
HYPHEN = _EM["-"]
SOFT = "\u00ad"  # where a word may break

HEADINGS = (3.875, 3.0, 2.5)  # rem, by length
HEADING_STEPS = (110, 200)  # characters
HEADING_LINE = 1.1
COLUMN, WIDE_COLUMN = 92.0, 105.5  # rem across the screen's main column at 4:3 and 16:9
NOTE, NOTE_LINE = 2.0, 2.4  # rem; a note about the picture, beside the heading or under it
BESIDE_LINE = 2.0  # rem of its line there
BELOW = 0.4  # rem between heading and a note under it
GAP = 3.0  # rem between heading and note
ROOM = 41.0  # rem that a picture has under a heading of one line at 16:9, where it is lower

HIGHER = 10.5  # rem that a screen at 4:3 is higher

CODES = (4.5, 5.5, 6.4)  # em of a code that fits, by size
CODE_SPACING = 0.045  # em between its letters

PLACES = (46.0, 49.0, 56.0)  # em of goal area and angle that fit one line, by size
PLACE_LINE = 2.95  # rem that their second line takes


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
    """Lines that a text fills when a line holds `width` em; a word breaks at its soft hyphens,
    and one that is longer than a line anywhere."""
    return sum(_wrapped(part, width) for part in text.splitlines() or [""])


def _wrapped(text: str, width: float) -> int:
    count, used = 1, 0.0
    for word in text.split():
        *syllables, left = word.split(SOFT)
        if used:
            used += SPACE
        # As browsers do: as many syllables as the line takes, a hyphen after the last of them.
        while syllables and used + em("".join(syllables)) + em(left) > width:
            fitting = _fitting(syllables, width - used)
            if not fitting and not used:
                break  # a syllable longer than a line
            count, used, syllables = count + 1, 0.0, syllables[fitting:]
        long = em("".join(syllables)) + em(left)
        if used and used + long > width:
            count, used = count + 1, 0.0
        used += long
        while used > width:
            count, used = count + 1, used - width
    return count


def _fitting(syllables: list[str], width: float) -> int:
    """How many of the first syllables fit so many em together with a hyphen."""
    ends = accumulate(em(each) for each in syllables)
    return sum(1 for end in ends if end + HYPHEN <= width)


def step(text: str, *limits: int) -> int:
    """Which of the sizes a text of this length gets, 0 for the largest."""
    return bisect_left(limits, len(text))


def place_step(place: str) -> int:
    """Which of the sizes goal area and angle get; 3 when they need a line each."""
    return bisect_left(PLACES, em(place))


def beside(heading: str, note: str) -> bool:
    """Whether a note has its place beside the heading: it does not make the heading longer."""
    return all(
        _heading_lines(heading, column, note) == _heading_lines(heading, column)
        for column in (COLUMN, WIDE_COLUMN)
    )


def _heading_lines(heading: str, column: float = COLUMN, note: str = "") -> int:
    wide = max((em(line) for line in note.splitlines()), default=0.0)
    width = column - (wide * NOTE + GAP if note else 0.0)
    return lines(heading, max(width, 1.0) / HEADINGS[step(heading, *HEADING_STEPS)])


def code_step(code: str) -> int:
    """Which of the sizes the event's code gets on the join panel."""
    return bisect_left(CODES, em(code) + CODE_SPACING * len(code))


def room(heading: str, place: str = "", note: str = "") -> float:
    """Height in rem of a picture under goal area and angle, this heading, and a note.

    `note` has a line for each of its lines beside the heading.
    """
    size = HEADINGS[step(heading, *HEADING_STEPS)] * HEADING_LINE
    used = _heading_lines(heading) * size
    if note and beside(heading, note):
        used = max(used, (note.count("\n") + 1) * BESIDE_LINE + 0.25)
    elif note:
        used += BELOW + NOTE_LINE * lines(note.replace("\n", ", "), COLUMN / NOTE)
    if place_step(place) == len(PLACES):
        used += PLACE_LINE
    return ROOM - max(0.0, used - HEADINGS[0] * HEADING_LINE)


def rooms(heading: str, place: str = "", under: float = 0.0) -> tuple[float, float]:
    """Heights in rem of a picture at 16:9 and at 4:3, above `under` rem of something else."""
    size = HEADINGS[step(heading, *HEADING_STEPS)] * HEADING_LINE
    first = HEADINGS[0] * HEADING_LINE
    whole = ROOM - under - (PLACE_LINE if place_step(place) == len(PLACES) else 0.0)
    wide, narrow = (
        max(0.0, _heading_lines(heading, column) * size - first) for column in (WIDE_COLUMN, COLUMN)
    )
    # At 4:3 goal area and angle take two lines wherever there are both.
    two = PLACE_LINE if place_step(place) < len(PLACES) else 0.0
    return whole - wide, whole + HIGHER - two - narrow
