"""Runs of text and fields: what a paragraph is made of."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from exports.cells import visible

_KEEP = qn("xml:space")
_VAL = qn("w:val")
_BREAKS = re.compile("([\n\t])")

# What opens a stretch of text of another direction, and what closes it (Unicode, UAX #9).
_EMBEDS, _ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
_POP_EMBED, _POP_ISOLATE = "\u202c", "\u2069"


def paragraph(style: str, *runs: Any) -> Any:
    """A paragraph of a style, by its id, with its runs."""
    made = OxmlElement("w:p")
    if style != "Normal":
        properties = OxmlElement("w:pPr")
        named = OxmlElement("w:pStyle")
        named.set(_VAL, style)
        properties.append(named)
        made.append(properties)
    made.extend(runs)
    return made


def run(text: str, style: str = "") -> Any:
    """A run of text exactly as it was written, with a visible sign for what XML cannot hold."""
    made = OxmlElement("w:r")
    if style:
        properties = OxmlElement("w:rPr")
        named = OxmlElement("w:rStyle")
        named.set(_VAL, style)
        properties.append(named)
        made.append(properties)
    for part in _BREAKS.split(visible(text)):
        if part == "\n":
            made.append(OxmlElement("w:br"))
        elif part == "\t":
            made.append(OxmlElement("w:tab"))
        elif part:
            letters = OxmlElement("w:t")
            letters.set(_KEEP, "preserve")
            letters.text = part
            made.append(letters)
    return made


def closing(text: str) -> str:
    """What ends the directions that a text has opened and left open, so that they do not turn
    what stands after it."""
    isolates = embeds = 0
    for letter in text:
        if letter in _ISOLATES:
            isolates += 1
        elif letter in _EMBEDS:
            embeds += 1
        elif letter == _POP_ISOLATE:
            isolates = max(isolates - 1, 0)
        elif letter == _POP_EMBED:
            embeds = max(embeds - 1, 0)
    return _POP_EMBED * embeds + _POP_ISOLATE * isolates


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a field, with what it shows until a program reckons it anew."""
    code = OxmlElement("w:r")
    words = OxmlElement("w:instrText")
    words.set(_KEEP, "preserve")
    words.text = f" {instruction} "
    code.append(words)
    return [_mark("begin"), code, _mark("separate"), run(shown), _mark("end")]


def _mark(kind: str) -> Any:
    made = OxmlElement("w:r")
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    made.append(mark)
    return made
