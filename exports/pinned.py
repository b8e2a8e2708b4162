"""Whether a mean gives back the counts that it is the mean of.

Who knows how many rated and their mean knows the sum of the ratings. Near an end of the scale that
is enough: thirty ratings that are 149 together, of five each at most, are twenty-nine fives and one
four. A mean is told only where every small count could be another one with the same sum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_


def pinned(counts: Mapping[int, int], smallest: int) -> bool:
    """Whether the sum of ratings tells of a count of 1 to k − 1 that it is not 0, or less than k.

    `counts` has how often each whole rating was given, those that nobody gave too. Some of all who
    rated are looked at; what they can be otherwise, all can be. So it may say yes where exact
    reckoning over all would say no, and never no where it would say yes.
    """
    some = {rating: min(count, 2 * smallest) for rating, count in counts.items()}
    people, total = sum(some.values()), sum(rating * count for rating, count in some.items())
    return any(
        not _sums(set(some) - {rating}, people, total)
        or not _sums(some, people - smallest, total - smallest * rating)
        for rating, count in counts.items()
        if 0 < count < smallest
    )


def _sums(ratings: Collection[int], people: int, total: int) -> bool:
    """Whether so many of the ratings, each as often as one likes, can be so much together."""
    if people < 0 or not ratings:
        return people == 0 and total == 0
    least = min(ratings)
    steps = [rating - least for rating in ratings]
    wanted = total - people * least
    if not 0 <= wanted <= people * max(steps):
        return False
    reached = 1  # its n-th bit: n can be reached
    for _ in range(people):
        reached = reduce(or_, (reached << step for step in steps))
    return bool(reached >> wanted & 1)
