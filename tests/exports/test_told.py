"""What everybody is told of a question, kind by kind."""

from __future__ import annotations

from typing import Any

import pytest

from app.kinds import Counted, kinds
from exports.parts import Part
from exports.reading import Asked
from exports.told import ALL, WITHHELD, told

OPTIONS = [{"key": key, "label": {"fi": key.upper()}} for key in "abc"]
SETTINGS: dict[str, dict[str, Any]] = {
    **{key: {"options": OPTIONS} for key in ("choice", "multi", "rank")},
    **{key: {"items": OPTIONS[:2]} for key in ("scale", "grid")},
    "points": {"options": OPTIONS, "points": 10},
    "words": {"max_words": 2},
}


def asked(kind: str) -> Asked:
    settings = kinds[kind].settings(SETTINGS.get(kind, {}))
    return Asked(1, "kysymys", kinds[kind], settings, {}, None, None, {}, {})


def given(*values: dict[str, Any], class_: str = "a") -> list[Counted]:
    return [
        Counted(
            position=n,
            participant=n,
            value=value,
            organisation=class_,
            organisation_class=class_,
            role="",
        )
        for n, value in enumerate(values, start=1)
    ]


def chosen(**numbers: int) -> list[Counted]:
    return given(*({"option": key} for key, n in numbers.items() for _ in range(n)))


def counts(kind: str, answers: list[Counted], name: str = "count") -> dict[str, Any]:
    return {key: of[name] for key, of in told(asked(kind), answers).items()}


def test_a_small_count_takes_the_smallest_other_with_it() -> None:
    assert counts("choice", chosen(a=20, b=9, c=2)) == {"a": 20, "b": WITHHELD, "c": WITHHELD}
    assert counts("choice", chosen(a=20, b=9, c=5)) == {"a": 20, "b": 9, "c": 5}
    assert counts("choice", chosen(a=20)) == {"a": 20, "b": 0, "c": 0}


def test_options_of_several_are_withheld_in_pairs_too() -> None:
    both = given(*[{"options": ["a", "b"]}] * 8, *[{"options": ["c"]}] * 2)
    assert counts("multi", both) == {"a": WITHHELD, "b": 8, "c": WITHHELD}


def rated(*ratings: int) -> dict[str, Any]:
    return told(asked("scale"), given(*({"ratings": {"a": each}} for each in ratings)))["a"]


def test_a_distribution_is_told_whole_or_not_at_all() -> None:
    assert rated(*[2] * 6, *[4] * 5) == {
        "mean": 32 / 11,
        "n": 11,
        "counts.1": 0,
        "counts.2": 6,
        "counts.3": 0,
        "counts.4": 5,
        "counts.5": 0,
    }
    spread = rated(*[1] * 3, *[2] * 6, *[3] * 9, *[4] * 6, *[5] * 3)
    assert (spread["mean"], spread["n"]) == (3, 27)
    assert {of for name, of in spread.items() if name.startswith("counts")} == {WITHHELD}


def test_a_mean_that_gives_the_distribution_back_is_withheld_and_so_is_one_of_few() -> None:
    assert rated(*[5] * 29, 4)["mean"] is WITHHELD
    assert rated(*[5] * 29, 4)["n"] == 30
    few = rated(5, 4, 3, 2)
    assert set(few.values()) == {WITHHELD}
    assert rated() == {"mean": None, "n": 0, **{f"counts.{n}": 0 for n in range(1, 6)}}


def test_of_a_grid_the_means_are_told_and_nothing_that_says_more() -> None:
    spread = [1, 2, 2, 3, 3, 3, 4, 4, 5] * 3
    placed = given(*({"placements": {"a": [x, 5]}} for x in spread), {"placements": {"b": [1, 1]}})
    found = told(asked("grid"), placed)
    assert found["a"] == {"x": 3, "y": 5, "n": 27}
    assert set(found["b"].values()) == {WITHHELD}


def test_points_are_told_from_five_people() -> None:
    few = given(*[{"points": {"a": 10}}] * 4)
    assert set(counts("points", few, "sum").values()) == {WITHHELD}
    shared = told(asked("points"), given(*[{"points": {"a": 6, "b": 4}}] * 5))
    assert shared == {
        "a": {"sum": 30, "mean": 6},
        "b": {"sum": 20, "mean": 4},
        "c": {"sum": 0, "mean": 0},
    }
    one = told(asked("points"), given(*[{"points": {"a": 10}}] * 9, {"points": {"b": 8, "c": 2}}))
    assert one["c"] == {"sum": WITHHELD, "mean": WITHHELD}
    assert list(one.values()).count({"sum": WITHHELD, "mean": WITHHELD}) == 2


def ordered(*orders: str) -> dict[str, dict[str, Any]]:
    return told(asked("rank"), given(*({"order": list(order)} for order in orders)))


def test_of_a_rank_first_places_and_means_are_told_each_of_all_options_or_of_none() -> None:
    every = ("abc", "acb", "bac", "bca", "cab", "cba")
    even = ordered(*every * 6)
    assert even == {key: {"mean_rank": 2, "first": 12} for key in "abc"}
    assert set(ordered("abc", "abc")["a"].values()) == {WITHHELD}
    # Two put it first: from the means of the others it could be told.
    found = ordered(*["abc"] * 30, *["bac"] * 30, *["cab"] * 2)
    assert {of["first"] for of in found.values()} == {WITHHELD}
    assert {of["mean_rank"] for of in found.values()} == {WITHHELD}


def test_words_of_few_are_by_the_alphabet_and_lose_nothing_to_who_counts_what_is_left() -> None:
    many = [{"words": ["luonto", "apu"]}] * 6
    few = [{"words": ["järvi"]}, {"words": ["kyydit"]}, {"words": ["kyydit"]}]
    assert list(counts("words", given(*many, *few)).items()) == [
        ("apu", 6),
        ("luonto", 6),
        ("järvi", WITHHELD),
        ("kyydit", WITHHELD),
    ]
    # Seven people said fourteen words at most: beside twelve there is room for one each.
    full = counts("words", given(*many, {"words": ["järvi", "kyydit"]}))
    assert list(full.items()) == [
        ("apu", 6),
        ("järvi", WITHHELD),
        ("kyydit", WITHHELD),
        ("luonto", WITHHELD),
    ]


def test_statements_are_counted_as_given_and_as_published() -> None:
    answers = given({"text": "a"}, {"text": "b"})
    assert told(asked("text"), answers) == {ALL: {"total": 2, "published": 0}}


STRENGTHS = ("ready", "needs_decision", "to_explore")


def committed(**numbers: tuple[int, int, int]) -> list[Counted]:
    return [
        each
        for class_, of in numbers.items()
        for strength, n in zip(STRENGTHS, of, strict=True)
        for each in given(*[{"measure": "M", "strength": strength}] * n, class_=class_)
    ]


def test_commitments_are_told_by_part_and_in_all() -> None:
    parts = (Part(("a",), True), Part(("b", "c"), True))
    whole = told(asked("commitment"), committed(a=(9, 8, 7), b=(5, 0, 0), c=(1, 6, 5)), parts)
    assert whole == {
        "a": {"ready": 9, "needs_decision": 8, "to_explore": 7, "total": 24},
        "b+c": {"ready": 6, "needs_decision": 6, "to_explore": 5, "total": 17},
        ALL: {"ready": 15, "needs_decision": 14, "to_explore": 12, "total": 41},
    }
    hidden = told(asked("commitment"), committed(a=(9, 8, 7), b=(5, 6, 2)), parts)
    assert hidden["b+c"]["to_explore"] is WITHHELD
    cells = [of[s] for key, of in hidden.items() for s in STRENGTHS]
    assert cells.count(WITHHELD) >= 3
    assert [of["total"] for of in hidden.values()] == [24, 13, 37]


def test_where_classes_cannot_be_told_apart_only_all_of_them_are_told() -> None:
    parts = (Part(("a", "b"), False),)
    assert told(asked("commitment"), committed(a=(9, 8, 7), b=(1, 1, 0)), parts) == {
        ALL: {"ready": 10, "needs_decision": 9, "to_explore": 7, "total": 26}
    }


@pytest.mark.parametrize("kind", sorted(kinds))
def test_every_kind_is_told_something_also_of_nobody(kind: str) -> None:
    for numbers in told(asked(kind), [], (Part(("a",), False),)).values():
        assert WITHHELD not in numbers.values()
