"""Text as it comes in: kept as typed, less what could break a line, a screen or an export."""

from __future__ import annotations

import unicodedata
from itertools import islice

import regex

MARKS = 2  # combining marks on one base; a third only climbs over the neighbours

_LINE_ENDS = regex.compile(r"\r\n|[\r\x85\u2028\u2029]")

_REMOVED = regex.compile(
    r"""
      [\x00-\x09\x0b-\x1f\x7f-\x9f]               # controls, newline apart
    | [\u202a-\u202e\u2066-\u2069]                # turning and isolating of writing direction
    | [\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]  # no width
    | (?<![\p{L}\p{M}])\u200c | \u200c(?!\p{L})   # non-joiner, except between letters
    | (?<!\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]{0,2})\u200d  # joiner, except in
    | \u200d(?!\p{Extended_Pictographic})                                  # an emoji
    | [\U000e0000-\U000e001f]                     # tags, except in the flag of a region
    | (?<!\U0001f3f4[\U000e0020-\U000e007e]{0,6})[\U000e0020-\U000e007f]
    | [\ud800-\udfff] | \p{Noncharacter_Code_Point}  # no characters at all; files refuse them
    """,
    regex.VERBOSE,
)

_PILED = regex.compile(rf"(\p{{M}}{{{MARKS}}})\p{{M}}+")

_GRAPHEME = regex.compile(r"\X")


def clean(text: str) -> str:
    """Text safe to keep and to show; cleaning it again changes nothing.

    Gives NFC with `\\n` line ends and no blanks at either end. Removes controls, characters that
    turn the writing direction, characters without width (a joiner stays inside an emoji, a
    non-joiner between letters, a soft hyphen never) and the third and further marks on a base.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _REMOVED.sub("", unicodedata.normalize("NFC", text))
    # What stood apart may meet now, so it is composed before marks are counted.
    text = _PILED.sub(r"\1", unicodedata.normalize("NFC", text))
    return text.strip()


def graphemes(text: str) -> int:
    """Characters as a reader counts them: an emoji family is one."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def cut(text: str, limit: int = 280, breaks: int = 3) -> str:
    """As much as a screen shows: `limit` characters as a reader counts them, `breaks` line ends.

    Ends with … where something is left out; the … counts.
    """
    lines = text.split("\n", breaks + 1)
    shown = "\n".join(lines[: breaks + 1]).rstrip()
    whole = shown if len(lines) <= breaks + 1 else f"{shown}…"
    ends = [found.end() for found in islice(_GRAPHEME.finditer(whole), limit + 1)]
    if len(ends) <= limit:
        return whole
    return f"{whole[: ends[limit - 2]].rstrip()}…"
