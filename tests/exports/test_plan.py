"""The plan's rows: commitments, then what was backed most, each with the ids it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.kinds import kinds
from app.support import Backed
from exports.plan import PlanRow, asked_for_measures, plan_rows
from exports.reading import Asked, Confirmed, Reading, read
from exports.snapshot import opened, take
from exports.words import Words
from tests.exports.room import CODE, Room

COMMITMENT, TEXT = "osallisuus-commitment", "osallisuus-text"


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Commitments of three organisations, and statements with and without backers."""
    folder = tmp_path_factory.mktemp("plan")
    room = Room(folder / "data")

    def fill() -> None:
        people = [room.join("laukaa"), room.join("multia"), room.join("hyva")]
        explore = {"measure": "Selvitämme kyydit", "strength": "to_explore"}
        ready = {"measure": "Avaamme kohtaamispaikan", "strength": "ready"}
        room.answer(people[0], COMMITMENT, explore | {"when": "2027"})
        room.answer(people[1], COMMITMENT, ready | {"actor": "Kirjasto", "when": "2026"})
        room.answer(people[2], COMMITMENT, ready | {"measure": "avaamme  Kohtaamispaikan"})
        for text in ("Ei kannateta", "Vähän", "Paljon"):
            room.answer(people[0], TEXT, {"text": text})
        room.answer(people[1], "lopuksi-text", {"text": "Muualta"})
        for backed in ("TO-TE-0002", "TO-TE-0003", "T0-TE-0001"):
            room.moderate(backed, "approved")
        room.back(people[1], "TO-TE-0002")
        room.back(people[1], "TO-TE-0003")
        room.back(people[2], "TO-TE-0003")
        room.back(people[2], "T0-TE-0001")
        for prompt, value in ((TEXT, {"text": "Myöhään"}), (COMMITMENT, ready)):
            room.close_long_ago(prompt)
            room.answer_late(people[1], prompt, value)

    room.together(fill)
    with opened(take(room.file, folder)) as connection:
        yield read(connection, CODE)
    room.close()


def rows(reading: Reading, **changed: Any) -> list[PlanRow]:
    return plan_rows(reading, Words(reading.agenda), **changed)


def test_commitments_come_first_the_readiest_first_then_what_was_backed(reading: Reading) -> None:
    assert rows(reading) == [
        PlanRow(
            goal_area="osallisuus",
            measure="Avaamme kohtaamispaikan",
            party="Multia: Kirjasto; Keski-Suomen hyvinvointialue",
            when="2026",
            indicator="",
            ids=("TO-CO-0002", "TO-CO-0003"),
            source="commitment",
            strength="ready",
        ),
        PlanRow(
            goal_area="osallisuus",
            measure="Selvitämme kyydit",
            party="Laukaa",
            when="2027",
            indicator="",
            ids=("TO-CO-0001",),
            source="commitment",
            strength="to_explore",
        ),
        PlanRow(
            goal_area="osallisuus",
            measure="Paljon",
            party="",
            when="",
            indicator="",
            ids=("TO-TE-0003",),
            source="statement",
            support=Backed(2, 2, 2),
        ),
        PlanRow(
            goal_area="osallisuus",
            measure="Vähän",
            party="",
            when="",
            indicator="",
            ids=("TO-TE-0002",),
            source="statement",
            support=Backed(1, 1, 1),
        ),
        PlanRow(
            goal_area="",
            measure="Muualta",
            party="",
            when="",
            indicator="",
            ids=("T0-TE-0001",),
            source="statement",
            support=Backed(1, 1, 1),
        ),
    ]


def test_only_the_best_backed_are_taken(reading: Reading) -> None:
    taken = [row.measure for row in rows(reading, top=1) if row.source == "statement"]
    assert taken == ["Paljon", "Muualta"]


def test_a_hidden_statement_is_no_measure(reading: Reading) -> None:
    hidden = reading.answers.seen(
        lambda each: each._replace(state="hidden") if each.statement == "TO-TE-0003" else each
    )
    left = [row.ids for row in rows(replace(reading, answers=hidden)) if row.support]
    assert left == [("TO-TE-0002",), ("T0-TE-0001",)]


def confirmed(reading: Reading, statement: str, decision: str, **value: str) -> Reading:
    """The reading where the organisation has said something of one commitment."""
    return replace(
        reading,
        answers=reading.answers.seen(
            lambda each: (
                each._replace(
                    confirmed=Confirmed(decision, {**each.value, **value}, "", each.stored_at)
                )
                if each.statement == statement
                else each
            )
        ),
    )


def test_a_withdrawn_commitment_is_no_measure(reading: Reading) -> None:
    found = rows(confirmed(reading, "TO-CO-0001", "withdrawn"))
    assert [row.ids for row in found if row.strength] == [("TO-CO-0002", "TO-CO-0003")]


def test_a_corrected_commitment_stands_as_the_organisation_has_it(reading: Reading) -> None:
    found = rows(
        confirmed(reading, "TO-CO-0001", "corrected", measure="Kyydit", strength="ready", when="x")
    )
    mine = next(row for row in found if row.ids == ("TO-CO-0001",))
    assert (mine.measure, mine.strength, mine.when) == ("Kyydit", "ready", "x")


def asked(*prompts: tuple[str, str, str]) -> list[Asked]:
    """Prompts of one goal area: key, kind and angle; a text can be backed."""
    return [
        Asked(
            id=number,
            key=key,
            kind=kinds[kind],
            settings=None,
            raw={"support": True} if kind == "text" else {},
            goal_area="osallisuus",
            angle=angle,
            text={},
            heading={},
        )
        for number, (key, kind, angle) in enumerate(prompts)
    ]


NEEDS, MEASURES, AFTER = (
    ("needs", "text", "a2"),
    ("measures", "text", "a3"),
    ("after", "text", "a5"),
)


@pytest.mark.parametrize(
    ("prompts", "chosen"),
    [
        ([NEEDS, MEASURES, ("commit", "commitment", "a4")], ["measures"]),
        ([NEEDS, MEASURES, ("commit", "commitment", "a4"), AFTER], ["measures"]),
        ([NEEDS, MEASURES, ("commit", "commitment", "a2")], ["needs"]),
        ([("commit", "commitment", "a4"), AFTER], ["after"]),
        ([NEEDS, MEASURES], ["measures"]),
        ([NEEDS, MEASURES, ("more", "text", "a3")], ["measures", "more"]),
        ([("commit", "commitment", "a4")], []),
        ([], []),
    ],
)
def test_measures_are_known_by_their_place_in_the_agenda(
    prompts: list[tuple[str, str, str]], chosen: list[str]
) -> None:
    assert [each.key for each in asked_for_measures(asked(*prompts))] == chosen


def test_what_cannot_be_backed_and_audience_questions_are_no_measures() -> None:
    plain, question = asked(NEEDS, MEASURES)
    plain = replace(plain, raw={})
    question = replace(question, kind=kinds["questions"])
    assert asked_for_measures([plain, question]) == []
