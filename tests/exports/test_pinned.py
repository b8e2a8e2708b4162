"""A mean is told only where it does not give back how many gave each rating."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.pinned import pinned


def others(counts: dict[int, int]) -> list[dict[int, int]]:
    """Every way in which as many can have given the same sum of ratings."""
    people, total = sum(counts.values()), added(counts)
    every = (
        dict(zip(counts, numbers, strict=True))
        for numbers in product(range(people + 1), repeat=len(counts))
        if sum(numbers) == people
    )
    return [tried for tried in every if added(tried) == total]


def added(counts: dict[int, int]) -> int:
    return sum(rating * n for rating, n in counts.items())


SCALES = st.sampled_from([(1, 2, 3, 4), (2, 4, 5, 9)])


@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from([(1, 2, 3, 4), (2, 4, 5, 9)]),
)
def test_what_is_not_pinned_can_be_nobody_or_enough(
    numbers: list[int], ratings: tuple[int, ...]
) -> None:
    counts = dict(zip(ratings, numbers, strict=True))
    if not pinned(counts, 3):
        tried = others(counts)
        for rating, n in counts.items():
            if 0 < n < 3:
                assert min(each[rating] for each in tried) == 0
                assert max(each[rating] for each in tried) >= 3


@pytest.mark.parametrize(
    ("counts", "known"),
    [
        ({1: 0, 2: 0, 3: 0, 4: 1, 5: 29}, True),  # nothing else makes 149
        ({1: 0, 2: 0, 3: 1, 4: 2, 5: 29}, True),
        ({1: 4, 2: 9, 3: 20, 4: 12, 5: 3}, False),
        ({1: 0, 2: 0, 3: 0, 4: 0, 5: 30}, False),  # no count is small
        ({1: 300, 2: 2, 3: 250}, False),
        ({1: 300, 2: 2}, True),
        ({}, False),
    ],
)
def test_near_an_end_of_the_scale_the_mean_tells(counts: dict[int, int], known: bool) -> None:
    assert pinned(counts, 5) is known
