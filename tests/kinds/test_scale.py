"""Scale: items rated between two ends."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import SAMPLES, counted

scale = kinds["scale"]
settings = scale.settings(SAMPLES["scale"].settings)


def test_every_item_has_its_mean_its_number_and_each_rating() -> None:
    answers = [counted(value) for value in SAMPLES["scale"].values]
    assert scale.tally(settings, answers) == {
        "items": {
            "yhteistyo": {
                "mean": 13 / 3,
                "n": 3,
                "counts": {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1},
            },
            "arki": {"mean": 1.5, "n": 2, "counts": {"1": 1, "2": 1, "3": 0, "4": 0, "5": 0}},
        }
    }


def test_nobodys_rating_has_no_mean() -> None:
    counts = {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}
    nothing = {"mean": None, "n": 0, "counts": counts}
    assert scale.tally(settings, []) == {"items": {"yhteistyo": nothing, "arki": nothing}}


def test_a_row_for_each_rated_item_in_the_order_of_the_settings() -> None:
    assert scale.rows(settings, {"ratings": {"arki": 1, "yhteistyo": 4}}) == [
        {"item": "yhteistyo", "rating": 4},
        {"item": "arki", "rating": 1},
    ]
    assert scale.rows(settings, {"ratings": {"arki": 1}}) == [{"item": "arki", "rating": 1}]


def test_a_rating_outside_the_ends_is_told_the_ends() -> None:
    with pytest.raises(InvalidAnswer) as fault:
        scale.parse(settings, {"ratings": {"yhteistyo": 5, "arki": 10**400}})
    assert fault.value.field == "ratings.arki"
    said = translator("fi")(fault.value.message, **fault.value.params)
    assert said == "Valitse luku väliltä 1–5"


def test_ends_may_lie_below_nought() -> None:
    around = scale.settings({**SAMPLES["scale"].settings, "scale": {"min": -2, "max": 2}})
    assert scale.parse(around, {"ratings": {"arki": "-2"}}) == {"ratings": {"arki": -2}}
    tally = scale.tally(around, [counted({"ratings": {"arki": -2}})])
    assert tally["items"]["arki"]["counts"] == {"-2": 1, "-1": 0, "0": 0, "1": 0, "2": 0}
