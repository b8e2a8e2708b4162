"""The wall of statements, a few at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.picture.text import ROOM, lines
from app.text.clean import cut

AT_A_TIME = 4  # statements on a page
PAGES = 10  # in one frame; more would make every update heavy
GRAPHEMES = 280  # of a statement on the screen
BREAKS = 3  # line breaks that a statement keeps
COLUMN, COLUMN_ALONE = 59.0, 79.0  # rem for the text at 4:3, with and without support beside it
SIZE, LINE = 2.5, 3.05  # rem
LEAD_SIZE, LEAD_LINE = 3.125, 3.63  # rem; the most supported one
LIGHT = 0.95  # width of its text in what `em` says, which is about heavier letters
AROUND = 1.8  # rem of padding and rule
SUPPORT = 7.4  # rem that cells and words of support take
ALONE = 3.4  # rem that a statement's number takes


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement on the wall."""

    id: str
    text: str
    support: int
    organisations: int
    lead: bool  # set larger, as the most supported one


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the wall at a time."""

    number: int  # from 1 for the first of all; the newest pages keep theirs when older ones go
    statements: tuple[Shown, ...]


def pages(
    statements: Sequence[Mapping[str, Any]], support: bool, ranked: bool, height: float = ROOM
) -> list[Page]:
    """The wall in pages that fit `height` rem.

    By default in order of arrival, so that a page once full stays as it is, and the newest pages
    are kept. When `ranked`, the most supported come first, and they are kept.
    """
    order = _most_supported if ranked else _arrival
    shown = [_shown(each, support) for each in sorted(statements, key=order)]
    if ranked and shown and shown[0].support:
        shown[0] = replace(shown[0], lead=True)
    shown = [_fitted(each, support, height) for each in shown]
    packed = [
        Page(number, tuple(page))
        for number, page in enumerate(_packed(shown, support, height), start=1)
    ]
    return packed[:PAGES] if ranked else packed[-PAGES:]


def _arrival(statement: Mapping[str, Any]) -> tuple[int, str]:
    # Public ids count upwards; 10000 comes after 9999.
    return len(statement["id"]), statement["id"]


def _most_supported(statement: Mapping[str, Any]) -> tuple[int, int, str]:
    return (-statement["support"], *_arrival(statement))


def _shown(statement: Mapping[str, Any], support: bool) -> Shown:
    backed = int(statement["support"]) if support else 0
    return Shown(
        str(statement["id"]),
        cut(str(statement["text"]), GRAPHEMES, BREAKS),
        backed,
        int(statement["organisations"]) if backed else 0,
        lead=False,
    )


def _fitted(statement: Shown, support: bool, height: float) -> Shown:
    """The statement cut until it fits a page of its own; letters as wide as emoji need that."""
    length = GRAPHEMES
    while _tall(statement, support) > height and length > 1:
        length = length * 4 // 5
        statement = replace(statement, text=cut(statement.text, length, BREAKS))
    return statement


def _packed(shown: Sequence[Shown], support: bool, height: float) -> list[list[Shown]]:
    packed: list[list[Shown]] = []
    left = 0.0
    for each in shown:
        tall = _tall(each, support)
        if not packed or len(packed[-1]) == AT_A_TIME or tall > left:
            packed.append([])
            left = height
        packed[-1].append(each)
        left -= tall
    return packed


def _tall(statement: Shown, support: bool) -> float:
    size, line = (LEAD_SIZE, LEAD_LINE) if statement.lead else (SIZE, LINE)
    width = (COLUMN if support else COLUMN_ALONE) / size / LIGHT
    text = lines(statement.text, width) * line
    return AROUND + max(text, SUPPORT if support else ALONE)
