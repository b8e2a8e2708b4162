"""Rank: options put in order."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import OPTIONS, SAMPLES, counted

rank = kinds["rank"]
settings = rank.settings(SAMPLES["rank"].settings)
top = rank.settings({"options": OPTIONS, "top": 2})


def test_every_option_has_its_mean_place_its_points_and_how_often_it_was_first() -> None:
    answers = [counted(value) for value in SAMPLES["rank"].values]
    assert rank.tally(settings, answers) == {
        "options": {
            "viikoittain": {"mean_rank": 4 / 3, "borda": 5, "first": 2},
            "harvemmin": {"mean_rank": 2.0, "borda": 3, "first": 1},
            "en": {"mean_rank": 8 / 3, "borda": 1, "first": 0},
        }
    }


def test_no_answers_have_no_mean_place() -> None:
    nothing = {"mean_rank": None, "borda": 0, "first": 0}
    assert rank.tally(settings, []) == {
        "options": dict.fromkeys(("viikoittain", "harvemmin", "en"), nothing)
    }


def test_what_is_left_out_of_the_top_shares_the_places_that_are_left() -> None:
    answers = [counted({"order": ["en"]}), counted({"order": ["harvemmin", "en"]})]
    assert rank.tally(top, answers) == {
        "options": {
            "viikoittain": {"mean_rank": 2.75, "borda": 0, "first": 0},
            "harvemmin": {"mean_rank": 1.75, "borda": 2, "first": 1},
            "en": {"mean_rank": 1.5, "borda": 3, "first": 1},
        }
    }


def test_a_row_for_every_place() -> None:
    assert rank.rows(settings, {"order": ["en", "viikoittain", "harvemmin"]}) == [
        {"option": "en", "place": 1},
        {"option": "viikoittain", "place": 2},
        {"option": "harvemmin", "place": 3},
    ]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (["en", "viikoittain", "harvemmin"], "Jätä enintään 2 ensimmäistä sijaa"),
        (["en", "en"], "Valitse kukin vaihtoehto vain kerran"),
        ([], "Valitse ainakin ensimmäinen sija"),
    ],
)
def test_an_order_that_is_none_is_told_what_to_do(order: list[str], said: str) -> None:
    with pytest.raises(InvalidAnswer) as fault:
        rank.parse(top, {"order": order})
    assert translator("fi")(fault.value.message, **fault.value.params) == said
