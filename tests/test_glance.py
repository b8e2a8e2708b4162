"""An overview and a statement alone fit the screen, whatever people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import picture
from app.picture.glance import GAP, HEIGHT, LINE, SPOT, SPOT_HEIGHT, SPOT_LINE, WIDTH, clipped
from app.picture.text import COLUMN

LONG = "Kuntien, hyvinvointialueen ja maakunnan liiton yhteinen palveluohjaus " * 4


def test_five_short_lines_are_kept_in_order_and_no_more() -> None:
    rows = [(str(9 - place), f"sana {place}") for place in range(8)]
    assert [(line.figure, line.words) for line in picture.glance(rows)] == rows[:5]


def test_of_long_statements_three_are_kept_and_cut_between_words() -> None:
    kept = picture.glance([("", LONG)] * 5)
    assert [line.words for line in kept] == ["Kuntien, hyvinvointialueen…"] * 3


def test_one_statement_alone_is_whole_while_its_column_has_room() -> None:
    statement = (
        "Osallisuus vaatii, että asukkaat kuullaan ennen päätöksiä eikä vasta niiden jälkeen."
    )
    assert picture.lines(statement, WIDTH) > 4
    assert picture.glance([("", statement)])[0].words == statement
    assert picture.glance([("", statement)], most=4)[0].words.endswith("…")


def test_no_rows_have_no_lines() -> None:
    assert picture.glance([]) == []


@given(st.lists(st.tuples(st.just("12"), st.text(min_size=1, max_size=300)), max_size=8))
def test_lines_never_reach_out_of_their_column(rows: list[tuple[str, str]]) -> None:
    kept = picture.glance(rows)
    tall = sum(picture.lines(line.words, WIDTH) * LINE + GAP for line in kept) - GAP
    assert tall <= HEIGHT


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Lyhyt", 1, "Lyhyt"),
        ("Kaksi\nriviä", 1, "Kaksi riviä"),
        ("Ensimmäinen, toinen", 1, "Ensimmäinen…"),
    ],
)
def test_a_clipped_text_ends_after_a_word(text: str, most: int, shown: str) -> None:
    assert clipped(text, 8.0, most) == shown


def test_the_first_size_that_fits_is_taken_and_the_last_one_is_after_all() -> None:
    assert picture.fit("Osallisuus", 1, 10, 20) == 0
    assert picture.fit("Osallisuus ja yhteisöllisyys", 1, 10, 20) == 1
    assert picture.fit(LONG, 1, 10, 20) == 2


def test_two_words_alone_are_as_large_as_they_get() -> None:
    assert picture.spot("Pitkät matkat") == ("Pitkät matkat", 0)


def test_a_long_statement_alone_keeps_280_graphemes() -> None:
    shown, size = picture.spot("sana " * 100)
    assert (len(shown), shown[-1]) == (280, "…")
    assert SPOT[size] >= 3.25


@given(st.text(min_size=1, max_size=400))
def test_a_statement_alone_fits_the_screen(text: str) -> None:
    shown, size = picture.spot(text)
    assert picture.lines(shown, COLUMN / SPOT[size]) * SPOT[size] * SPOT_LINE <= SPOT_HEIGHT
