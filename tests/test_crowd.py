"""Bars stand as far from each other as their labels let them, and all of them fit the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import picture
from app.picture.crowd import AIR, MOST, SETTINGS
from app.picture.text import lines

SHORT = "Kyläkyydit"
LONG = "Hyvinvointialueen ja kuntien yhteinen palveluohjaus ikääntyneille ja omaishoitajille"
HEIGHTS = (39.5, 43.3)  # rem of a picture above a sentence, at 16:9 and at 4:3


@pytest.mark.parametrize(
    ("number", "short", "long"),
    [
        (4, "few", "few"), (6, "some", "some"), (8, "many", "most"), (12, "most", "tight"),
        (16, "close", "packed"), (20, "tight", "packed"), (30, "full", "full"),
    ],
)  # fmt: skip
def test_the_more_bars_and_the_longer_their_labels_the_closer_they_stand(
    number: int, short: str, long: str
) -> None:
    names = [picture.crowd([label] * number, HEIGHTS).name for label in (SHORT, LONG)]
    assert names == [short, long]


def test_labels_are_whole_where_there_is_room_and_end_after_a_word_where_there_is_not() -> None:
    assert picture.crowd([LONG] * 12, HEIGHTS).labels == (LONG,) * 12
    cut = picture.crowd([LONG] * 30, HEIGHTS).labels
    assert set(cut) == {"Hyvinvointialueen ja kuntien…"}


@given(st.lists(st.text("aäio mn", min_size=1, max_size=90), min_size=2, max_size=MOST))
def test_bars_never_reach_under_the_sheet(labels: list[str]) -> None:
    found = picture.crowd(labels, HEIGHTS)
    setting = next(each for each in SETTINGS if each.name == found.name)
    for across, height in zip(setting.across, HEIGHTS, strict=True):
        rows = [
            lines(label, across / setting.size) * setting.line + setting.bar
            for label in found.labels
        ]
        if setting.beside:
            continue
        # Columns that are filled in turn are as high as the mean and one row more at the most.
        assert sum(rows) / setting.columns - max(rows) <= height - AIR


@given(st.lists(st.text("aäio mn", min_size=1, max_size=90), min_size=1, max_size=12))
def test_names_of_a_list_fit_it_or_are_of_one_line(labels: list[str]) -> None:
    shown = picture.named(labels, (44.4, 41.5), HEIGHTS, 1.75, 1.79)
    for across, height in zip((44.4, 41.5), HEIGHTS, strict=True):
        taken = [lines(label, across / 1.75) for label in shown]
        assert sum(taken) * 1.79 <= height or set(taken) == {1}


def test_only_as_much_of_the_names_is_cut_as_must_be() -> None:
    shown = picture.named([LONG] * 11 + [SHORT], (44.4, 41.5), HEIGHTS, 1.75, 1.79)
    assert shown[:9] == (LONG,) * 9
    assert shown[-1] == SHORT


def test_a_longer_heading_leaves_less_room_at_both_shapes() -> None:
    short, long = picture.rooms("Lyhyt"), picture.rooms("Pitkä otsikko " * 12)
    assert long < short
    assert long[1] < short[1]
    assert picture.rooms("Lyhyt", under=2.5) == (short[0] - 2.5, short[1] - 2.5)
