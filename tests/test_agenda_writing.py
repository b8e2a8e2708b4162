"""An agenda written as a file is that agenda again when it is read."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from app.agenda import Agenda, parse, read, written
from app.agenda.models import AgendaPrompt, Angle, GoalArea, Look, Named, Organisation
from app.agenda.toml import text_of
from app.agenda.writing import tree_of
from app.text.clean import clean

AGENDAS = Path(__file__).resolve().parent.parent / "agendas"
LANGUAGES = ("sv", "fi")
LETTERS = (
    st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=12)
    .map(clean)
    .filter(bool)
)
TAILS = st.sampled_from(["", " – {goal_area}", " {goal_area}?", " - {goal_area} – {goal_area}"])

# An agenda in which every field of every model has a value of its own: a field that writing
# forgets comes back as its default. A new field of a model needs a line here.
FULL = """
[event]
code = "TAYSI"
title = { sv = "Allt", fi = "Kaikki" }
date = 2026-04-16
timezone = "Europe/Stockholm"
languages = ["sv", "fi"]
attendance = 77
tables = true
retain_until = 2026-12-31
opens = 2026-04-10
closes = 2026-04-20T18:00:00

[look]
accent = "#5b2d8e"
accent_dark = "#e0b0ff"
logo = "data:image/svg+xml;base64,PHN2Zy8+"
logo_name = { sv = "Vapnet" }

[[roles]]
key = "resident"
name = { sv = "Invånare" }

[[organisation_classes]]
key = "town"
name = { sv = "Staden" }

[organisations]
town = ["Åbo", { key = "x", name = { sv = "Y", fi = "Z" } }]

[[goal_areas]]
key = "a"
title = { sv = "Asfalt" }
short = { sv = "A" }

[[angles]]
key = "n"
title = { sv = "Nuläget" }
short = { sv = "Nu" }

[[rooms]]
key = "sal"
name = { sv = "Salen" }

[[rooms]]
key = "hall"
name = { sv = "Hallen" }

[words]
synonyms = [["buss", "bussen"]]
stop_words = ["sak"]

[questions]
limit = 4
max_length = 90

[[prompts]]
key = "p"
goal_area = "a"
angle = "n"
prefix = "T9-X"
window = false
kind = "words"
text = { sv = "Vad? – {goal_area}" }
help = { sv = "Ett ord" }
max_words = 2
stop_words = ["ting"]
"""


@pytest.mark.parametrize("name", ["sydamella-2025-10-24", "stadsmote-2026-04-16"])
def test_a_shipped_agenda_is_written_so_that_it_reads_back_the_same(name: str) -> None:
    agenda = read(AGENDAS / f"{name}.toml")
    assert parse(written(agenda), "written") == agenda
    assert parse(text_of(tree_of(agenda, single=True)), "single") == agenda


def test_rows_that_every_goal_area_has_are_written_once() -> None:
    agenda = read(AGENDAS / "sydamella-2025-10-24.toml")
    tree = tree_of(agenda)
    assert [row["key"] for row in tree["each_goal_area"]] == [
        "tilanne",
        "vahvuudet",
        "kehittamistarpeet",
        "toimenpiteet",
        "sitoumukset",
    ]
    assert len(tree["prompts"]) == 3


def test_a_row_that_is_another_in_one_goal_area_is_written_for_each() -> None:
    agenda = read(AGENDAS / "sydamella-2025-10-24.toml")
    changed = agenda.prompts[2].model_copy(update={"help": {"fi": "Vain tässä"}})
    other = agenda.model_copy(
        update={"prompts": (*agenda.prompts[:2], changed, *agenda.prompts[3:])}
    )
    assert parse(written(other), "written") == other


def test_every_field_of_an_agenda_is_written() -> None:
    agenda = parse(FULL, "full")
    assert parse(written(agenda), "written") == agenda
    bare = parse(FULL.replace("attendance = 77\n", ""), "bare")
    rows: list[tuple[BaseModel, type[BaseModel]]] = [
        (agenda, Agenda),
        (agenda.roles[0], Named),
        (agenda.organisations[1], Organisation),
        (agenda.goal_areas[0], GoalArea),
        (agenda.angles[0], Angle),
        (agenda.look, Look),
        (agenda.prompts[0], AgendaPrompt),
    ]
    for row, model in rows:
        untold = {
            name
            for name, field in model.model_fields.items()
            if getattr(row, name) in (None, "", (), {})
            or (
                not field.is_required()
                and getattr(row, name) == field.get_default(call_default_factory=True)
            )
        }
        assert untold == set(), f"give {model.__name__} a value of its own in FULL"
    assert bare.attendance != agenda.attendance


def _texts(draw: st.DrawFn, tail: bool = False) -> dict[str, str]:
    languages = LANGUAGES if draw(st.booleans()) else LANGUAGES[:1]
    return {each: draw(LETTERS) + (draw(TAILS) if tail else "") for each in languages}


def _options(draw: st.DrawFn, area: bool) -> list[dict[str, Any]]:
    return [{"key": f"o{n}", "label": _texts(draw, area)} for n in range(draw(st.integers(2, 4)))]


def _kind(draw: st.DrawFn, area: bool, areas: int) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"kind": "choice", "options": _options(draw, area)},
        {"kind": "scale", "items": _options(draw, area), "scale": {"max": draw(st.integers(2, 7))}},
        {"kind": "words", "stop_words": draw(st.lists(st.just("sak"), max_size=2))},
        {"kind": "text", "support": draw(st.booleans())},
        {"kind": "rank", "options": _options(draw, area), "top": 2},
        {"kind": "grid", "items": _options(draw, area), "x": {"name": _texts(draw)}},
        {"kind": "commitment"},
    ]
    if areas > 1:
        kinds.append({"kind": "points", "options_from": "goal_areas"})
    return draw(st.sampled_from(kinds))


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Agenda files that are right."""
    areas = [{"key": f"a{n}", "title": _texts(draw)} for n in range(draw(st.integers(0, 3)))]
    angles = [
        {"key": key, "title": _texts(draw), "short": _texts(draw)}
        for key in draw(st.lists(st.sampled_from(["nu", "nej", "n", "ja"]), unique=True))
    ]

    def row(key: str, area: str | None, each: bool) -> dict[str, Any]:
        inside = each or area is not None
        made: dict[str, Any] = {"key": key, "text": _texts(draw, inside)}
        made |= _kind(draw, inside, len(areas))
        if area:
            made["goal_area"] = area
        if angles and draw(st.booleans()):
            made["angle"] = draw(st.sampled_from(angles))["key"]
        if draw(st.booleans()):
            made["help"] = _texts(draw, inside)
        if not each and draw(st.booleans()):
            made["position"] = draw(st.sampled_from(["first", "last"]))
        return made

    places = [None, *(area["key"] for area in areas)]
    once = [
        row(f"p{n}", draw(st.sampled_from(places)), False) for n in range(draw(st.integers(1, 4)))
    ]
    each = [row(f"r{n}", None, True) for n in range(draw(st.integers(0, 3)) if areas else 0)]
    names = draw(st.lists(st.sampled_from(["Åbo", "Turku", "Ön 2"]), min_size=1, unique=True))
    tree: dict[str, Any] = {
        "event": {
            "code": "PROV",
            "title": _texts(draw),
            "date": draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))),
            "timezone": "Europe/Helsinki",
            "languages": list(LANGUAGES),
        },
        "roles": [{"key": "r", "name": _texts(draw)}],
        "organisation_classes": [{"key": "c", "name": _texts(draw)}],
        "organisations": {"c": [*names, {"key": "x", "name": _texts(draw)}]},
        "goal_areas": areas,
        "angles": angles,
        "each_goal_area": each,
        "prompts": once,
    }
    tree["event"]["retain_until"] = tree["event"]["date"]
    if draw(st.booleans()):
        tree["words"] = {"stop_words": ["ting"]}
    return tree


@settings(max_examples=60)
@given(trees(), st.randoms(use_true_random=False))
def test_any_agenda_in_any_order_reads_back_the_same(
    tree: dict[str, Any], dice: random.Random
) -> None:
    agenda = parse(text_of(tree), "made")
    assert parse(written(agenda), "written") == agenda
    assert parse(text_of(tree_of(agenda, single=True)), "single") == agenda
    prompts = list(agenda.prompts)
    dice.shuffle(prompts)
    moved = agenda.model_copy(update={"prompts": tuple(prompts)})
    assert parse(written(moved), "moved") == moved
