"""Rows of a wellbeing plan, prefilled with what the room committed to and backed; no tables yet.

A regional wellbeing plan is a table: goal, measure, responsible party, timetable, indicator. Goals
and indicators are for its drafters to write; the rest begins here, each row with the ids that it
came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.kinds.commitment import STRENGTHS
from app.kinds.text import best_backed
from app.support import Backed
from exports.reading import Asked, Given, Reading
from exports.words import Words

KIND = "commitment"
TOP = 10  # statements of a goal area; a plan has about as many measures


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One measure as a plan has it; texts exactly as they were written."""

    goal_area: str  # key; empty for what was asked outside goal areas
    measure: str
    party: str  # who it is of and who does it; empty where nobody said
    when: str  # empty where nobody said
    indicator: str  # always empty: for the drafter to write
    ids: tuple[str, ...]  # public ids of what it came from
    source: Literal["commitment", "statement"]
    strength: str = ""  # key, of a commitment
    support: Backed | None = None  # of a statement


def plan_rows(reading: Reading, words: Words, top: int = TOP) -> list[PlanRow]:
    """Goal area by goal area in the order of the agenda, then what was asked outside them: first
    commitments, the readiest first, then the `top` best backed statements.

    The same measure of the same strength is one row with everybody who wrote it. What came late or
    was hidden, what an organisation has withdrawn, and what nobody backed is not in it; what an
    organisation has corrected stands as corrected.
    """
    areas = [area.key for area in reading.agenda.goal_areas]
    given = {
        prompt.key: [
            each for each in reading.answers.of(prompt) if not each.late and each.state != "hidden"
        ]
        for prompt in reading.prompts
        if prompt.kind.statement
    }
    rows: list[PlanRow] = []
    for area in (*areas, ""):
        prompts = [prompt for prompt in reading.prompts if (prompt.goal_area or "") == area]
        rows += _committed(area, prompts, given, words)
        rows += _backed(area, prompts, given, top)
    return rows


def came_from(row: PlanRow, words: Words) -> str:
    """What a row came from: a commitment of a strength, or a statement that so many back."""
    t = words.t
    if row.support is None:
        return t("exports.plan.commitment", strength=t(f"strength.{row.strength}"))
    people, organisations, _ = row.support
    return t("exports.plan.backed", n=people, organisations=t("exports.plan.of", n=organisations))


def _committed(
    area: str, prompts: Sequence[Asked], given: Mapping[str, list[Given]], words: Words
) -> list[PlanRow]:
    same: dict[tuple[str, str], list[Given]] = {}
    for prompt in prompts:
        for each in given.get(prompt.key, ()) if prompt.kind.key == KIND else ():
            if each.confirmed is None or each.confirmed.decision != "withdrawn":
                value = stands(each)
                same.setdefault((value["strength"], _folded(value["measure"])), []).append(each)
    rows = [_row(area, strength, each, words) for (strength, _), each in same.items()]
    return sorted(rows, key=lambda row: STRENGTHS.index(row.strength))


def stands(given: Given) -> Mapping[str, Any]:
    """A commitment as its organisation has it: what it corrected, else what was said."""
    return given.confirmed.value if given.confirmed else given.value


def _row(area: str, strength: str, same: Sequence[Given], words: Words) -> PlanRow:
    values = [stands(each) for each in same]
    return PlanRow(
        goal_area=area,
        measure=values[0]["measure"],
        party=_listed(_party(each, value, words) for each, value in zip(same, values, strict=True)),
        when=_listed(value.get("when") or "" for value in values),
        indicator="",
        ids=tuple(each.statement for each in same if each.statement),
        source="commitment",
        strength=strength,
    )


def _party(given: Given, value: Mapping[str, Any], words: Words) -> str:
    """The organisation, and after it whom the commitment names."""
    key = given.person.organisation
    name, actor = words.organisations.get(key, key), value.get("actor") or ""
    return name if _folded(actor) in ("", _folded(name)) else f"{name}: {actor}"


def _listed(texts: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _backed(
    area: str, prompts: Sequence[Asked], given: Mapping[str, list[Given]], top: int
) -> list[PlanRow]:
    found = [
        each
        for prompt in asked_for_measures(prompts)
        for each in given.get(prompt.key, ())
        if each.support and each.support.support
    ]
    found.sort(key=lambda each: best_backed(each.counted()))
    return [
        PlanRow(
            goal_area=area,
            measure=each.prompt.kind.text(each.value),
            party="",
            when="",
            indicator="",
            ids=(each.statement,) if each.statement else (),
            source="statement",
            support=each.support,
        )
        for each in found[:top]
    ]


def asked_for_measures(prompts: Sequence[Asked]) -> list[Asked]:
    """Of one goal area's prompts those whose backed statements are measures, known by their place.

    Agendas go from how things are to who does what. So these are the prompts with support of the
    angle that asks for commitments, or of the nearest one before it; without commitments, of the
    last angle that has any.
    """
    backed = [each for each in prompts if each.kind.statement and each.raw.get("support")]
    backed = [each for each in backed if not each.kind.beside]
    commits = [each for each in prompts if each.kind.key == KIND]
    beside = [each for each in backed if each.angle in {other.angle for other in commits}]
    before = backed
    if commits:
        place = prompts.index(commits[0])
        before = [each for each in backed if prompts.index(each) < place] or backed
    return beside or [each for each in before if each.angle == before[-1].angle]
