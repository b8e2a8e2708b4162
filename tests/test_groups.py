"""Groups side by side: what can be learnt from watching them while one person answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.event import listen

from app import acts, groups, ledger, stage
from app.errors import InvalidInput, NotFound
from app.groups import LEAST, STEP, Comparison, Steps
from app.kinds import Counted, kinds
from app.ledger import Row
from app.stage import Scene
from tests.book import ANSWER, CHOICE, TEXT, Writer
from tests.factories import SAMPLES

GROUPS = ("a", "b", "c")
OPTIONS = ("viikoittain", "harvemmin", "en")

# Who of sixty sends which option, or takes the answer back; each third is a group.
sent = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 3)), max_size=150)


def row(position: int, person: int, value: dict[str, Any] | None, withdrawn: bool = False) -> Row:
    return Row(
        position, 1, person, f"answer-{person}", position, value, False, withdrawn, "", "joutsa", ""
    )


def replay(events: list[tuple[int, int]]) -> Iterator[Steps]:
    """The groups after each sending; the first sixty answer first, so that there is something."""
    steps = Steps(GROUPS)
    first = [(person, person % 3) for person in range(60)]
    for position, (person, choice) in enumerate([*first[: len(events)], *events]):
        taken_back = choice == len(OPTIONS)
        value = None if taken_back else {"option": OPTIONS[choice]}
        steps.take(GROUPS[person % len(GROUPS)], row(position, person, value, taken_back))
        yield steps


def told(steps: Steps) -> dict[str, dict[int, str]]:
    return {
        key: {person: each.value["option"] for person, each in group.told.items() if each.value}
        for key, group in steps.groups.items()
    }


def moved(before: dict[int, str], after: dict[int, str]) -> int:
    """People whose answer is told otherwise."""
    return sum(before.get(person) != after.get(person) for person in {*before, *after})


@given(sent)
def test_no_moment_differs_from_the_one_before_by_one_or_two_people(
    events: list[tuple[int, int]],
) -> None:
    before = told(Steps(GROUPS))
    for steps in replay(events):
        after = told(steps)
        for key in GROUPS:
            if (some := moved(before[key], after[key])) != 0:
                # Of fewer than three answers the taking back of one leaves nothing to hide among.
                assert some >= min(STEP, len(before[key]))
        before = after


@given(sent)
def test_parts_are_split_and_never_joined(events: list[tuple[int, int]]) -> None:
    before: list[tuple[str, ...]] = [GROUPS]
    for steps in replay(events):
        assert all(any(set(part) <= set(old) for old in before) for part in steps.parts)
        assert sorted(key for part in steps.parts for key in part) == list(GROUPS)
        before = list(steps.parts)


@given(sent)
def test_no_part_of_fewer_than_ten_is_told(events: list[tuple[int, int]]) -> None:
    for steps in replay(events):
        assert all(len(rows) >= LEAST for _, rows in steps.answers())


@given(sent)
def test_what_was_taken_back_is_told_no_more(events: list[tuple[int, int]]) -> None:
    for steps in replay(events):
        for group in steps.groups.values():
            assert set(group.told) <= set(group.standing)


def test_one_answer_alone_moves_nothing_and_the_third_moves_all_three() -> None:
    steps = Steps(GROUPS)
    sizes = []
    for position in range(14):
        steps.take("a", row(position, position, {"option": "en"}))
        sizes.append(len(steps.groups["a"].told))
    assert sizes == [0, 0, 3, 3, 3, 6, 6, 6, 9, 9, 9, 12, 12, 12]


def test_an_answer_changed_and_changed_back_moves_nothing() -> None:
    steps = Steps(GROUPS)
    for position in range(12):
        steps.take("a", row(position, position, {"option": "en"}))
    for position, (person, option) in enumerate(
        [(0, "viikoittain"), (0, "en"), (1, "viikoittain"), (1, "en"), (2, "viikoittain")], 12
    ):
        steps.take("a", row(position, person, {"option": option}))
    assert {each.value["option"] for each in steps.groups["a"].told.values() if each.value} == {
        "en"
    }


def test_a_small_group_is_never_what_another_one_leaves_of_the_whole() -> None:
    steps = Steps(GROUPS)
    for position in range(45):
        steps.take("a" if position < 36 else "b", row(position, position, {"option": "en"}))
    assert steps.parts == [GROUPS]  # b has nine: a alone would leave them
    for position in range(45, 48):
        steps.take("b", row(position, position, {"option": "en"}))
    assert steps.parts == [("a",), ("b", "c")]


def people(counts: dict[str, tuple[int, ...]]) -> list[tuple[tuple[str, ...], list[Counted]]]:
    number = iter(range(1000))
    return [
        (
            (key,),
            [
                Counted(next(number), next(number), {"option": OPTIONS[place]}, "", key, "")
                for place, count in enumerate(each)
                for _ in range(count)
            ],
        )
        for key, each in counts.items()
    ]


def test_small_counts_are_withheld_in_two_places_and_large_ones_are_shares() -> None:
    kind = kinds["choice"]
    found = groups.compared(
        "class",
        kind,
        kind.settings(SAMPLES["choice"].settings),
        people({"a": (20, 15, 5), "b": (2, 10, 8), "c": (10, 5, 5)}),
        apart=True,
    )
    values = {line.key: line.values for line in found.lines}
    assert values["harvemmin"] == (15 / 40, 10 / 20, 5 / 20) or None in values["harvemmin"]
    assert values["viikoittain"][1] is None
    for line in found.lines:
        assert line.withheld.count(True) != 1
        assert all((value is None) is hide for value, hide in zip(line.values, line.withheld,
                                                                  strict=True))  # fmt: skip


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_every_kind_is_compared_by_figures_of_its_own_or_not_at_all(key: str) -> None:
    kind, sample = kinds[key], SAMPLES[key]
    settings = kind.settings(sample.settings)
    random = Random(key)
    sides = [
        (
            (name,),
            [
                Counted(position, position + start, random.choice(sample.values), "", name, "")
                for position in range(40)
            ],
        )
        for start, name in ((0, "a"), (100, "b"))
    ]
    found = groups.compared("class", kind, settings, sides, apart=True)
    assert {line.measure for line in found.lines} == set(kind.compares)
    assert all(len(line.values) == 2 for line in found.lines)
    if kind.compares:
        assert any(value is not None for line in found.lines for value in line.values)


# --- on the screen ------------------------------------------------------------------------------


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """The choice on stage."""
    made = Writer(tmp_path)
    made(acts.show, CHOICE)
    yield made
    made.db.close()


def answered(writer: Writer, organisation: str, role: str, many: int, option: str = "en") -> None:
    for _ in range(many):
        person = writer.join(organisation=organisation, role=role)
        writer.put(person, CHOICE, {"option": option}, "x")


def screen(writer: Writer, tally: Any = None) -> Scene:
    with writer.db.read() as connection:
        seen = stage.scene(
            connection, tally or writer.book.tally(), writer.book.agenda, 0, lambda text: None
        )
    return seen.screen or seen


def test_the_screen_compares_roles_and_reveals_the_prompt(writer: Writer) -> None:
    answered(writer, "joutsa", "elected", 12, "en")
    answered(writer, "joutsa", "official", 15, "viikoittain")
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    seen = screen(writer)
    assert seen.comparison is not None
    assert seen.current is not None
    assert (seen.showing, seen.current.results) == ("groups", "shown")
    sides = [(side.keys, side.n) for side in seen.comparison.sides]
    assert sides == [(("elected",), 12), (("official",), 15)]
    shares = {line.key: line.values for line in seen.comparison.lines}
    assert (shares["en"], shares["viikoittain"]) == ((1.0, 0.0), (0.0, 1.0))


def test_an_answer_more_moves_the_whole_and_not_the_groups(writer: Writer) -> None:
    tally = writer.book.tally()
    answered(writer, "joutsa", "elected", 12)
    answered(writer, "joutsa", "official", 12)
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    before = screen(writer, tally)
    for _ in range(2):
        answered(writer, "joutsa", "official", 1, "viikoittain")
        after = screen(writer, tally)
        assert after.comparison == before.comparison
    assert (before.answered, after.answered) == (24, 26)
    answered(writer, "joutsa", "official", 1, "viikoittain")
    assert screen(writer, tally).comparison != before.comparison
    assert screen(writer, tally).comparison == screen(writer).comparison  # a restarted server too


def test_a_frozen_comparison_stands_still(writer: Writer) -> None:
    answered(writer, "joutsa", "elected", 12)
    answered(writer, "joutsa", "official", 12)
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    writer(acts.freeze, True)
    before = screen(writer).comparison
    answered(writer, "joutsa", "official", 6, "viikoittain")
    assert screen(writer).comparison == before
    writer(acts.freeze, False)
    assert screen(writer).comparison != before


def test_hidden_results_are_hidden_by_group_as_well(writer: Writer) -> None:
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "class"})
    writer(acts.set_prompt, CHOICE, results="hidden")
    assert screen(writer).comparison is None


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        ({"name": "groups", "prompt": CHOICE}, InvalidInput),
        ({"name": "groups", "prompt": CHOICE, "by": "organisation"}, InvalidInput),
        ({"name": "groups", "by": "role"}, InvalidInput),
        ({"name": "groups", "prompt": TEXT, "by": "role"}, InvalidInput),
        ({"name": "groups", "prompt": "ei-ole", "by": "role"}, NotFound),
    ],
)
def test_what_cannot_be_compared_is_refused(
    writer: Writer, view: dict[str, str], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        writer(acts.set_view, view)


def test_the_comparison_can_be_undone(writer: Writer) -> None:
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "class"})
    undoable = screen(writer).undoable
    assert undoable is not None
    assert undoable.told == "view_groups"
    writer(acts.undo, undoable.id)
    seen = screen(writer)
    assert (seen.showing, seen.current and seen.current.results) == ("stage", "hidden")


def test_what_is_taken_back_leaves_the_groups(writer: Writer) -> None:
    answered(writer, "joutsa", "elected", 15)
    answered(writer, "joutsa", "official", 12)
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    tally = writer.book.tally()
    assert sizes(screen(writer, tally).comparison) == [15, 12]
    writer(ledger.withdraw, 1, "x")
    assert sizes(screen(writer, tally).comparison) == [11, 12]


def sizes(comparison: Comparison | None) -> list[int]:
    return [side.n for side in comparison.sides] if comparison else []


def test_a_mean_is_withheld_when_few_of_a_group_gave_it_and_not_when_few_left_it_out() -> None:
    kind = kinds["scale"]
    settings = kind.settings(SAMPLES["scale"].settings)
    sides = [
        (
            (name,),
            [
                Counted(
                    number,
                    number + start,
                    {"ratings": {"arki": 3} | ({"yhteistyo": 4} if number < rated else {})},
                    "",
                    name,
                    "",
                )
                for number in range(20)
            ],
        )
        for start, name, rated in ((0, "a", 18), (100, "b", 2), (200, "c", 17))
    ]
    found = groups.compared("class", kind, settings, sides, apart=True)
    assert {line.key: line.values for line in found.lines} == {
        "yhteistyo": (4.0, None, None),
        "arki": (3.0, 3.0, 3.0),
    }


def test_a_comparison_does_not_look_again_through_what_others_answered(writer: Writer) -> None:
    answered(writer, "joutsa", "elected", 15)
    answered(writer, "joutsa", "official", 12)
    writer(acts.set_view, {"name": "groups", "prompt": CHOICE, "by": "role"})
    writer(acts.set_prompt, TEXT, state="open")
    tally, person = writer.book.tally(), writer.join()
    for number in range(3):
        writer.put(person, TEXT, {"text": "Muu"}, f"other {number}")
    screen(writer, tally)
    begun: list[int] = []

    def heard(_c: Any, _k: Any, statement: str, parameters: Any, _x: Any, _m: bool) -> None:
        if "FROM answer" in statement and "answer.prompt_id = ?" in statement:
            begun.append(parameters[1])

    listen(writer.db.readers, "before_cursor_execute", heard)
    screen(writer, tally)
    assert begun == [writer.rows(ANSWER)[-1]["id"]]
    answered(writer, "joutsa", "official", 3)
    assert sizes(screen(writer, tally).comparison) == [15, 15]
