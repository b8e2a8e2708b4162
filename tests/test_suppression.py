"""Withheld counts against who wants them back: every number that the rest allows is tried."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.suppression import SMALLEST, Table, separable, suppressed
from tests.flows import Counts, ranges

tables = st.integers(1, 5).flatmap(
    lambda wide: st.lists(
        st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), min_size=wide, max_size=wide),
        min_size=1,
        max_size=6,
    )
)
tiny = st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2)


def known_margins(counts: Counts, told: Table, rows: bool, columns: bool) -> Table:
    """What an attacker holds: the table, and the totals that are told elsewhere."""
    sums, across = tuple(map(sum, counts)), tuple(map(sum, zip(*counts, strict=True)))
    return Table(
        cells=told.cells,
        rows=sums if rows else told.rows,
        columns=across if columns else told.columns,
        total=sum(sums) if rows or columns else told.total,
    )


def consistent(counts: Counts, told: Table, most: int) -> list[Counts]:
    """Every table of counts up to `most` that would have been told in the same way."""
    many, wide = len(counts), len(counts[0])
    choices = [
        range(most + 1) if told.cells[i][j] is None else (told.cells[i][j],)
        for i in range(many)
        for j in range(wide)
    ]
    found = []
    for flat in product(*choices):
        rows = [list(flat[i * wide : (i + 1) * wide]) for i in range(many)]
        sums, across = [sum(row) for row in rows], [sum(each) for each in zip(*rows, strict=True)]
        told_too = (*told.rows, *told.columns, told.total)
        if all(
            want in (None, have)
            for want, have in zip(told_too, (*sums, *across, sum(sums)), strict=True)
        ):
            found.append(rows)
    return found


@given(tables, st.integers(3, 10), st.booleans(), st.booleans())
def test_no_small_count_is_told_and_none_can_be_calculated(
    counts: Counts, smallest: int, rows: bool, columns: bool
) -> None:
    told = suppressed(counts, smallest, rows_known=rows, columns_known=columns)
    blank = Table(((None,) * len(counts[0]),) * len(counts), (None,) * len(counts),
                  (None,) * len(counts[0]), None)  # fmt: skip
    found = ranges(counts, known_margins(counts, told, rows, columns))
    best = ranges(counts, known_margins(counts, blank, rows, columns))
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if 0 < count < smallest:
                assert told.cells[i][j] is None
                assert found[i, j][0] == max(0, best[i, j][0])
                assert found[i, j][1] >= min(smallest, best[i, j][1])
            elif told.cells[i][j] is not None:
                assert told.cells[i][j] == count


@given(tables, st.integers(3, 10), st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_what_a_count_cannot_be_more_than_gives_none_back(
    counts: Counts, smallest: int, above: list[int]
) -> None:
    most = [max(row) + more for row, more in zip(counts, above, strict=False)]
    told = suppressed(counts, smallest, rows_known=True, most=most)
    blank = Table(((None,) * len(counts[0]),) * len(counts), (None,) * len(counts),
                  (None,) * len(counts[0]), None)  # fmt: skip
    found = ranges(counts, known_margins(counts, told, True, False), most)
    best = ranges(counts, known_margins(counts, blank, True, False), most)
    for (i, j), (least, greatest) in found.items():
        if 0 < counts[i][j] < smallest:
            assert least == max(0, best[i, j][0])
            assert greatest >= min(smallest, best[i, j][1])


def test_rows_that_are_gone_are_withheld_and_hide_nothing_more() -> None:
    counts = [[40], [30], [20], [10]]
    told = suppressed(counts, columns_known=True, gone=[1, 2])
    assert told.cells == ((40,), (None,), (None,), (10,))
    assert suppressed(counts, columns_known=True, gone=[1]).cells[0] == (40,)


@given(tables, st.integers(3, 10))
def test_no_small_total_is_told(counts: Counts, smallest: int) -> None:
    told = suppressed(counts, smallest)
    totals = [sum(row) for row in counts]
    for total, shown, cells in zip(totals, told.rows, told.cells, strict=True):
        if 0 < total < smallest:
            assert (shown, set(cells)) == (None, {None})
    assert told.total in (None, sum(totals))
    if 0 < sum(totals) < smallest:
        assert told.total is None


@given(tiny)
def test_the_linear_attack_finds_what_trying_every_table_finds(counts: Counts) -> None:
    told = known_margins(counts, suppressed(counts, 3), True, True)
    tried = consistent(counts, told, 6)  # no cell is more than its row
    for (i, j), found in ranges(counts, told).items():
        values = [table[i][j] for table in tried]
        assert (min(values), max(values)) == found


@given(tables)
def test_the_same_counts_give_the_same_table(counts: Counts) -> None:
    assert suppressed(counts) == suppressed([list(row) for row in counts])


def test_what_is_large_is_told_whole() -> None:
    counts = [[10, 20], [5, 0]]
    assert suppressed(counts) == Table(((10, 20), (5, 0)), (30, 5), (15, 20), 35)


def test_a_second_count_is_withheld_so_that_totals_do_not_give_the_first_back() -> None:
    told = suppressed([[3, 20, 30], [25, 6, 40], [20, 30, 50]])
    assert told.cells == ((None, None, 30), (None, None, 40), (20, 30, 50))
    assert told.rows == (53, 71, 100)


def test_a_single_small_group_takes_another_one_with_it() -> None:
    told = suppressed([[40], [2], [9]], columns_known=True)
    assert (told.rows, told.total) == ((40, None, None), 51)


def test_a_row_of_few_people_is_withheld_however_much_they_said() -> None:
    counts = [[40, 30, 20], [12, 9, 0], [25, 25, 30]]
    told = suppressed(counts, columns_known=True, few=[1])
    assert (told.cells[1], told.rows[1]) == ((None, None, None), None)
    found = ranges(counts, told)
    assert {place: found[place][0] for place in ((1, 0), (1, 1), (1, 2))} == {
        (1, 0): 0,
        (1, 1): 0,
        (1, 2): 0,
    }
    assert found[1, 2][1] >= SMALLEST


def test_twenty_four_organisations_by_sixteen_cells_give_none_back() -> None:
    random = Random(24)
    for _ in range(3):
        counts = [
            [random.choice((0, 0, 1, 2, 3, 4, 6, 9, 14, 30)) for _ in range(16)] for _ in range(24)
        ]
        told = suppressed(counts)
        small = {
            (i, j): count
            for i, row in enumerate(counts)
            for j, count in enumerate(row)
            if 0 < count < SMALLEST
        }
        found = ranges(counts, told)
        assert {place: found[place][0] for place in small} == dict.fromkeys(small, 0)
        assert min(found[place][1] for place in small) >= SMALLEST


@pytest.mark.parametrize("counts", [[], [[]], [[], []], [[0]], [[0, 0], [0, 0]], [[2]]])
def test_nothing_is_still_a_table(counts: Counts) -> None:
    told = suppressed(counts)
    assert len(told.cells) == len(told.rows) == len(counts)
    assert told.total in (0, None)


@pytest.mark.parametrize(
    ("group", "whole", "may"),
    [(4, 100, False), (5, 100, True), (96, 100, False), (95, 100, True), (100, 100, True),
     (0, 100, False), (4, 4, False)],
)  # fmt: skip
def test_a_group_stands_apart_when_neither_it_nor_the_rest_is_small(
    group: int, whole: int, may: bool
) -> None:
    assert separable(group, whole) is may
