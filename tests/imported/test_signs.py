"""Votes of Polis: which sign agrees, told by what the comments count."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.i18n import LANGUAGES, translator
from app.imported import Signs, checked, read

Counts = list[tuple[int, int]]  # agrees and disagrees of comments 0, 1, …
Cast = list[tuple[int, int, int | str]]  # comment, voter, vote

COUNTS: Counts = [(2, 1), (0, 0), (1, 1)]
CAST: Cast = [(0, 1, 1), (0, 2, 1), (0, 3, -1), (1, 1, 0), (2, 1, 1), (2, 2, -1)]


def signs(folder: Path, counts: Counts, cast: Cast) -> Signs:
    comments, votes = folder / "comments.csv", folder / "votes.csv"
    rows = [f"{n},{agrees},{dis},Ajatus\n" for n, (agrees, dis) in enumerate(counts)]
    comments.write_text("comment-id,agrees,disagrees,comment-body\n" + "".join(rows))
    lines = [f"1,x,{comment},{voter},{vote}\n" for comment, voter, vote in cast]
    votes.write_text("timestamp,datetime,comment-id,voter-id,vote\n" + "".join(lines))
    return checked(read(comments), votes)


def flipped(cast: Cast) -> Cast:
    return [(comment, voter, -int(vote)) for comment, voter, vote in cast]


def test_both_conventions_are_told_apart(tmp_path: Path) -> None:
    assert signs(tmp_path, COUNTS, CAST) is Signs.AGREE_IS_1
    assert signs(tmp_path, COUNTS, flipped(CAST)) is Signs.AGREE_IS_MINUS_1


def test_where_all_comments_are_even_either_fits(tmp_path: Path) -> None:
    assert signs(tmp_path, COUNTS[1:], [(1, 1, 1), (1, 2, -1)]) is Signs.EITHER


def test_votes_are_counted_each_time_or_once_a_voter(tmp_path: Path) -> None:
    again: Cast = [*CAST, (0, 3, 1)]  # who disagreed agrees now
    assert signs(tmp_path, [(3, 1), *COUNTS[1:]], again) is Signs.AGREE_IS_1
    assert signs(tmp_path, [(3, 0), *COUNTS[1:]], again) is Signs.AGREE_IS_1
    assert signs(tmp_path, [(3, 0), *COUNTS[1:]], flipped(again)) is Signs.AGREE_IS_MINUS_1


@pytest.mark.parametrize(
    ("counts", "cast", "comment"),
    [
        ([*COUNTS, (5, 0)], CAST, "3"),  # a comment whose votes are missing
        (COUNTS, [*CAST, (1, 7, 1)], "1"),  # a vote that nobody counted
        ([(2, 1), (1, 2)], [(0, 1, 1), (0, 2, 1), (0, 3, -1), *[(1, n, 1) for n in (1, 2)],
                            (1, 3, -1)], "1"),  # one comment each way
    ],
)  # fmt: skip
def test_where_neither_fits_the_comment_is_named(
    tmp_path: Path, counts: Counts, cast: Cast, comment: str
) -> None:
    with pytest.raises(InvalidInput) as fault:
        signs(tmp_path, counts, cast)
    assert (fault.value.message, fault.value.params["comment"]) == ("error.import.signs", comment)
    for language in LANGUAGES:
        assert comment in translator(language)(fault.value.message, **fault.value.params)


@pytest.mark.parametrize("vote", ["", "2", "yes", "1.0"])
def test_a_vote_of_something_else_is_told_with_its_line(tmp_path: Path, vote: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        signs(tmp_path, COUNTS, [*CAST, (1, 9, vote)])
    assert (fault.value.message, fault.value.params["line"]) == ("error.import.vote", "8")


def test_comments_that_count_nothing_cannot_be_compared(tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_text("text\nAjatus\n")
    with pytest.raises(InvalidInput) as fault:
        checked(read(tmp_path / "plain.csv"), tmp_path / "plain.csv")
    assert fault.value.message == "error.import.missing"
    assert fault.value.params["columns"] == "comment-id, agrees, disagrees"
    (tmp_path / "odd.csv").write_text("comment-id,agrees,disagrees,text\n0,²,0,Ajatus\n")
    (tmp_path / "votes.csv").write_text("comment-id,voter-id,vote\n0,1,1\n")
    with pytest.raises(InvalidInput) as fault:
        checked(read(tmp_path / "odd.csv"), tmp_path / "votes.csv")
    assert (fault.value.message, fault.value.params["line"]) == ("error.import.count", "2")
