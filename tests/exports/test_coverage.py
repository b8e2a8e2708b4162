"""Organisations by goal area and angle, for the drafters and for everybody."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from exports.attendance import Attendance
from exports.coverage import coverage, told_coverage
from exports.parts import Apart, Part, parted
from tests.exports.county import planned

PLACE = ("osallisuus", "kehitys")


class Asked(NamedTuple):
    key: str
    goal_area: str | None = "osallisuus"
    angle: str | None = "kehitys"


def attended(people: dict[int, tuple[int, int]], texts: bool = True) -> Attendance:
    """By number of the organisation how many joined and how many of them answered the prompt."""
    found, prompt = Attendance(planned()), Asked("osallisuus-kehitys")
    found.ask(prompt, texts)
    for organisation, (joined, answered) in people.items():
        key = f"org-{organisation}"
        found.joined[key] += joined
        for person in range(answered):
            found.answer(prompt, key, 100 * organisation + person)
    return found


def told(
    people: dict[int, tuple[int, int]], texts: bool = True
) -> dict[int, tuple[int | None, int | None]]:
    """The same as everybody is told it, of the organisations that are asked for."""
    rows = told_coverage(Apart(attended(people, texts)))
    return {
        number: (row.joined, row.cells[PLACE])
        for number, row in enumerate(rows)
        if number in people
    }


def test_the_drafters_are_told_everything() -> None:
    rows = coverage(attended({0: (2, 1), 20: (28, 20)}))
    assert [(row.joined, row.cells[PLACE]) for row in (rows[0], rows[20], rows[1])] == [
        (2, 1),
        (28, 20),
        (0, 0),
    ]


def test_somebody_who_answers_two_prompts_of_a_place_is_one() -> None:
    found = attended({0: (6, 5)})
    other = Asked("toinen")
    found.ask(other, statement=False)
    for person in (0, 1, 77):
        found.answer(other, "org-0", person)
    assert coverage(found)[0].cells == {PLACE: 6}


def test_a_row_of_few_people_is_withheld_whole_with_another_one() -> None:
    assert told({0: (3, 3), 1: (9, 8), 2: (20, 18), 3: (30, 28)}) == {
        0: (None, None),
        1: (None, None),
        2: (20, 18),
        3: (30, 28),
    }


def test_a_small_count_takes_one_that_could_be_larger() -> None:
    # All ten of the second answered: it can have no more, so nobody could be theirs instead.
    assert told({0: (6, 2), 1: (10, 10), 2: (30, 20)}) == {
        0: (6, None),
        1: (10, 10),
        2: (30, None),
    }


def test_where_the_others_of_a_class_all_answered_it_is_told_with_another_class() -> None:
    people = {0: (60, 40), 1: (50, 30), 20: (28, 20), 21: (8, 8), 22: (8, 3), 23: (7, 7)}
    assert [part.classes for part in Apart(attended(people)).parts[PLACE]] == [
        ("municipality",),
        ("county", "council", "others"),
    ]
    assert told(people) == {
        0: (60, 40),
        1: (50, 30),
        20: (28, None),
        21: (8, 8),
        22: (8, None),
        23: (7, 7),
    }


def test_without_texts_beside_them_classes_hide_each_other() -> None:
    people = {0: (30, 20), 20: (8, 2)}
    assert Apart(attended(people, texts=False)).parts[PLACE] == (
        Part(("municipality", "county", "council", "others"), named=False),
    )
    assert told(people, texts=False) == {0: (30, None), 20: (8, None)}


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ({"a": [9], "b": [5]}, ["a", "b"]),
        ({"a": [9], "b": [4]}, ["", ""]),
        ({"a": [9], "b": [4], "c": [2]}, ["a", "b+c", "b+c"]),
        ({"a": [9], "b": [4], "c": [8]}, ["a", "b+c", "b+c"]),
        ({"a": [9], "b": [0], "c": [3]}, ["", "", ""]),
        ({"a": [9], "b": [0]}, ["a", ""]),
        ({"a": [3], "b": [0]}, ["", ""]),
        ({"a": [9, 9], "b": [20, 4], "c": [9, 8]}, ["a", "b+c", "b+c"]),
        ({"a": [1], "b": [1], "c": [1], "d": [1], "e": [9]}, [""] * 5),
    ],
)
def test_parts_have_nobody_or_five_by_every_number(
    numbers: dict[str, list[int]], named: list[str]
) -> None:
    parts = parted({(key,): of for key, of in numbers.items()})
    part_of = {key: part for part in parts for key in part.classes}
    found = [part_of[key].key if numbers[key] != [0] else "" for key in numbers]
    assert found == named
