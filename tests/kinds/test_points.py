"""Points: a sum shared among options."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import SAMPLES, counted

points = kinds["points"]
settings = points.settings(SAMPLES["points"].settings)


def test_every_option_has_its_sum_and_its_mean_over_all_answers() -> None:
    answers = [counted(value) for value in SAMPLES["points"].values]
    assert points.tally(settings, answers) == {
        "options": {
            "osallisuus": {"sum": 90, "mean": 30.0},
            "elinvoima": {"sum": 130, "mean": 130 / 3},
            "arki": {"sum": 80, "mean": 80 / 3},
        }
    }


def test_no_answers_have_no_mean() -> None:
    nothing = {"sum": 0, "mean": None}
    assert points.tally(settings, []) == {
        "options": {"osallisuus": nothing, "elinvoima": nothing, "arki": nothing}
    }


def test_a_row_for_every_option_also_for_those_left_out() -> None:
    assert points.rows(settings, {"points": {"elinvoima": 100}}) == [
        {"option": "osallisuus", "points": 0},
        {"option": "elinvoima", "points": 100},
        {"option": "arki", "points": 0},
    ]


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ({}, "Jaa vielä 100 pistettä"),
        ({"arki": 99}, "Jaa vielä 1 piste"),
        ({"arki": 80, "elinvoima": 32}, "Vähennä 12 pistettä"),
        ({"arki": 10**400}, "Anna enintään 100 pistettä"),
        ({"arki": -5}, "Anna vähintään 0 pistettä"),
    ],
)
def test_points_that_do_not_add_up_are_told_how_many_to_move(
    shared: dict[str, int], said: str
) -> None:
    with pytest.raises(InvalidAnswer) as fault:
        points.parse(settings, {"points": shared})
    assert translator("fi")(fault.value.message, **fault.value.params) == said
