"""Somebody who has every public file and wants to know what a small group did.

What the files tell is set up as relations between whole numbers: who joined and who answered of
each organisation, how many of each kind of organisation wrote, who chose what. Whatever else is so
in another world with the same files cannot be known. Worlds are made by moving people between
organisations, and each is held against everything that was told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from app.agenda import Agenda
from app.suppression import SMALLEST, Table
from tests.exports.readers import csv_rows
from tests.flows import ANY, Arc, span

SIGN = "peitetty"
STRENGTHS = ("Valmis aloittamaan", "Vaatii päätöksen", "Selvitettävä")

Cell = tuple[str, str]
"""An organisation and a prompt."""


@dataclass(frozen=True)
class Public:
    """What the files tell; None is withheld."""

    joined: dict[str, int | None]  # by organisation
    joined_in_all: int
    cells: dict[Cell, int | None]
    answered: dict[str, int]  # by prompt
    texts: dict[str, Counter[tuple[str, ...]]]  # by prompt, those beside a part of the classes
    unread: dict[str, int]  # by prompt, texts that are not there
    options: dict[str, dict[str, int | None]]  # by prompt
    parts: dict[str, dict[tuple[str, ...], list[int | None]]]  # commitments: strengths, total
    every: dict[str, list[int | None]]  # the same of all classes
    sheets: dict[str, list[dict[str, Any]]]


def read(folder: Path, agenda: Agenda) -> Public:
    """Every figure of the files, by keys."""
    book = load_workbook(folder / "workbook.xlsx", read_only=True)
    names = ("Kansi", "Kattavuus", "Valinnat", "Monivalinnat", "Asteikot", "Järjestykset",
             "Ajatukset", "Sitoumusten määrät")  # fmt: skip
    sheets = {name: _rows(book[name]) for name in names[1:]}
    cover = dict(row[:2] for row in book[names[0]].iter_rows(values_only=True))
    keys = {each.name["fi"]: each.key for each in agenda.organisations}
    classes = {each.name["fi"]: each.key for each in agenda.organisation_classes}
    places = {
        f"{area.short['fi']}: {angle.short['fi']}": f"{area.key}-{angle.key}"
        for area in agenda.goal_areas
        for angle in agenda.angles
    }
    answered: dict[str, int] = {}
    for rows in sheets.values():
        for row in rows:
            if "Vastanneita" in row:
                answered[row["Kysymyksen avain"]] = row["Vastanneita"]
    texts: dict[str, Counter[tuple[str, ...]]] = {}
    for row in csv_rows(folder / "answers.csv"):
        part = _part(row["Organisaatioluokka"], classes)
        texts.setdefault(row["Kysymyksen avain"], Counter())[part] += 1
    options: dict[str, dict[str, int | None]] = {}
    for row in sheets["Valinnat"] + sheets["Monivalinnat"]:
        mine = options.setdefault(row["Kysymyksen avain"], {})
        mine[row["Vaihtoehto"]] = _told(row["Vastauksia"])
    parts: dict[str, dict[tuple[str, ...], list[int | None]]] = {}
    every: dict[str, list[int | None]] = {}
    for row in sheets["Sitoumusten määrät"]:
        figures = [_told(row[name]) for name in (*STRENGTHS, "Yhteensä")]
        key = row["Kysymyksen avain"]
        if row["Organisaatioluokka"] == "Kaikki":
            every[key] = figures
        else:
            mine_ = parts.setdefault(key, {})
            mine_[_part(row["Organisaatioluokka"], classes)] = figures
    coverage = {keys[row["Organisaatio"]]: row for row in sheets["Kattavuus"]}
    return Public(
        joined={key: _told(row["Liittyneitä laitteita"]) for key, row in coverage.items()},
        joined_in_all=int(cover["Liittyneitä laitteita"]),
        cells={
            (key, prompt): _told(row[label])
            for key, row in coverage.items()
            for label, prompt in places.items()
        },
        answered=answered,
        texts=texts,
        unread={
            row["Kysymyksen avain"]: row["Yhteensä"] - row["Julkaistu"]
            for row in sheets["Ajatukset"]
        },
        options=options,
        parts=parts,
        every=every,
        sheets=sheets,
    )


def _rows(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _part(label: str, classes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(classes[name] for name in label.split(" + ")) if label else ()


def _told(cell: int | str) -> int | None:
    if cell == SIGN:
        return None
    assert isinstance(cell, int)
    return cell


@dataclass(frozen=True)
class World:
    """One way in which it can have been."""

    joined: dict[str, int]
    cells: dict[Cell, int]

    def moved(self, people: int, one: str, other: str, prompts: list[str]) -> World:
        """The same with so many people of one organisation in another, with what they answered as
        far as those who stay cannot have answered it."""
        joined, cells = dict(self.joined), dict(self.cells)
        joined[one] -= people
        joined[other] += people
        for prompt in prompts:
            gone = max(0, cells[one, prompt] - joined[one])
            cells[one, prompt] -= gone
            cells[other, prompt] += gone
        return World(joined, cells)


class Attack:
    """What can be known of single counts."""

    def __init__(self, public: Public, agenda: Agenda, truth: World) -> None:
        self.public = public
        self.truth = truth
        self.prompts = [each.key for each in agenda.prompts]
        self.class_of = {each.key: each.class_ for each in agenda.organisations}

    def limits(self, prompt: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """Of each part of the classes that is told of a prompt, the least and the most people who
        can have answered it: each wrote something, and nobody without a text is counted."""
        for part, texts in self.public.texts.get(prompt, {}).items():
            if part:
                yield part, 1, texts + self.public.unread[prompt]
        for part, (*_, total) in self.public.parts.get(prompt, {}).items():
            if total is not None:
                yield part, min(total, 1), total

    def holds(self, world: World) -> bool:
        """Whether all that was told would be told of this world too."""
        public = self.public
        told = all(n in (None, world.joined[key]) for key, n in public.joined.items())
        told = told and all(n in (None, world.cells[cell]) for cell, n in public.cells.items())
        told = told and sum(world.joined.values()) == public.joined_in_all
        for prompt in self.prompts:
            column = {key: world.cells[key, prompt] for key in world.joined}
            told = told and sum(column.values()) == public.answered[prompt]
            told = told and all(0 <= n <= world.joined[key] for key, n in column.items())
            for part, least, most in self.limits(prompt):
                people = sum(n for key, n in column.items() if self.class_of[key] in part)
                told = told and least <= people <= most
        return told

    def span(self, world: World, cell: Cell) -> tuple[int, int]:
        """The least and the most that a count can be in worlds that have as many people of each
        organisation as this one."""
        organisation, prompt = cell
        arcs: list[Arc] = []
        limits = list(self.limits(prompt))
        for part, least, most in limits:
            people = sum(
                n
                for (key, other), n in world.cells.items()
                if other == prompt and self.class_of[key] in part
            )
            arcs.append(("all", "+".join(part), most - people, people - least))
        arcs.append(("all", "rest", ANY, ANY))
        for key in world.joined:
            node = next(("+".join(p) for p, *_ in limits if self.class_of[key] in p), "rest")
            n = world.cells[key, prompt]
            free = self.public.cells[key, prompt] is None
            arcs.append((node, f"of {key}", (world.joined[key] - n) * free, n * free))
            arcs.append((f"of {key}", "all", ANY, ANY))
        number = next(place for place, arc in enumerate(arcs) if arc[1] == f"of {organisation}")
        return span(arcs, number, world.cells[cell])

    def worlds(self, organisation: str) -> Iterator[World]:
        """The true one; and where it is not told how many joined, those with five of them and with
        none, people of organisations of which that is not told either standing in."""
        yield self.truth
        if self.public.joined[organisation] is not None:
            return
        mine = self.truth.joined[organisation]
        others = [key for key, n in self.public.joined.items() if n is None and key != organisation]
        others.sort(key=lambda key: (self._far(key, organisation), -self.truth.joined[key]))
        more = self.truth
        for other in others:
            yield self.truth.moved(mine, organisation, other, self.prompts)
            needed = min(more.joined[other], max(0, SMALLEST - more.joined[organisation]))
            more = more.moved(needed, other, organisation, self.prompts)
            yield more

    def _far(self, one: str, other: str) -> bool:
        return self.class_of[one] != self.class_of[other]

    def known(self, cell: Cell) -> tuple[int, int]:
        """The least and the most that a count of the coverage can be."""
        worlds = [world for world in self.worlds(cell[0]) if self.holds(world)]
        spans = [self.span(world, cell) for world in worlds]
        return min(least for least, _ in spans), max(most for _, most in spans)

    def joined(self, organisation: str) -> tuple[int, int]:
        """The least and the most that can have joined of an organisation."""
        found = [
            world.joined[organisation] for world in self.worlds(organisation) if self.holds(world)
        ]
        return min(found), max(found)


def options(told: Mapping[str, int | None], true: Mapping[str, int], answered: int, most: int
            ) -> dict[str, tuple[int, int]]:  # fmt: skip
    """The least and the most who can have chosen each option that is withheld, where everybody
    chose one at least and `most` at most."""
    total = sum(true.values())
    arcs: list[Arc] = [
        ("who", "all", (answered - true[key]) * (n is None), true[key] * (n is None))
        for key, n in told.items()
    ]
    arcs.append(("all", "who", most * answered - total, total - answered))
    return {
        key: span(arcs, number, true[key])
        for number, (key, n) in enumerate(told.items())
        if n is None
    }


def strengths(parts: list[list[int | None]], every: list[int | None]) -> Table:
    """The table of commitments as its reader has it."""
    return Table(
        cells=tuple(tuple(row[:-1]) for row in parts),
        rows=tuple(row[-1] for row in parts),
        columns=tuple(every[:-1]),
        total=every[-1],
    )
