"""Grid: items placed on two axes."""

import re
from math import isclose, sqrt
from typing import Any

import pytest

from app import render
from app.i18n import translator
from app.kinds import kinds
from app.picture import marks
from tests.factories import SAMPLES, counted

grid = kinds["grid"]
settings = grid.settings(SAMPLES["grid"].settings)
ITEMS = ["kotivara", "varavoima"]


def tally(*placements: dict[str, list[int]]) -> dict[str, Any]:
    items: dict[str, Any] = grid.tally(settings, [counted({"placements": p}) for p in placements])
    return items["items"]


def test_every_item_has_its_means_and_how_many_placed_it() -> None:
    items = tally(*(value["placements"] for value in SAMPLES["grid"].values))
    assert {key: (each["x"], each["y"], each["n"]) for key, each in items.items()} == {
        "kotivara": (3.0, 4.5, 2),
        "varavoima": (10 / 3, 2.0, 3),
    }


def test_the_place_in_the_picture_is_drawn_towards_all_items_as_if_ten_more_had_answered() -> None:
    items = tally(*[{"kotivara": [5, 1]}] * 10, *[{"varavoima": [1, 3]}] * 10)
    assert (items["kotivara"]["place_x"], items["kotivara"]["place_y"]) == (4.0, 1.5)
    assert (items["varavoima"]["place_x"], items["varavoima"]["place_y"]) == (2.0, 2.5)


def test_the_interval_is_the_normal_ninety_per_cent_one() -> None:
    items = tally({"kotivara": [1, 3]}, {"kotivara": [5, 3]}, {"kotivara": [3, 3]})
    assert isclose(items["kotivara"]["error_x"], 1.6449 * 2 / sqrt(3))
    assert items["kotivara"]["error_y"] == 0


def test_nobody_and_one_alone_have_no_interval() -> None:
    nothing = dict.fromkeys(("x", "y", "place_x", "place_y", "error_x", "error_y")) | {"n": 0}
    items = tally({"kotivara": [4, 2]})
    assert items["varavoima"] == nothing
    assert (items["kotivara"]["x"], items["kotivara"]["error_x"]) == (4.0, None)


def test_a_form_gives_each_axis_a_field_of_its_own() -> None:
    form = {"placements": {"kotivara": {"0": "4", "1": "5"}}}
    assert grid.parse(settings, form) == {"placements": {"kotivara": [4, 5]}}


def test_an_item_is_drawn_from_the_fifth_placement_on() -> None:
    few = marks(tally(*[{"kotivara": [4, 4]}] * 4), ITEMS)
    enough = marks(tally(*[{"kotivara": [4, 4]}] * 5), ITEMS)
    assert [mark.drawn for mark in few] == [False, False]
    assert [mark.drawn for mark in enough] == [True, False]


def test_the_quadrants_meet_at_the_middle_of_the_scale_whatever_people_answer() -> None:
    (mark, _) = marks(tally(*[{"kotivara": [3, 3]}] * 5), ITEMS)
    assert (mark.x, mark.y, mark.both) == (50.0, 50.0, False)
    (high, _) = marks(tally(*[{"kotivara": [4, 5]}] * 5), ITEMS)
    assert (high.x > 50, high.y < 50, high.both, high.uncertain) == (True, True, True, False)


def test_a_place_whose_interval_crosses_a_middle_line_is_uncertain() -> None:
    split = [{"kotivara": [1, 5]}, {"kotivara": [5, 5]}] * 4
    (mark, _) = marks(tally(*split, {"kotivara": [5, 5]}), ITEMS)
    assert mark.uncertain


def test_markers_of_one_place_stand_apart_and_remember_it() -> None:
    one, other = marks(tally(*[{"kotivara": [4, 4], "varavoima": [4, 4]}] * 6), ITEMS)
    assert (one.exact_x, one.exact_y) == (other.exact_x, other.exact_y)
    assert abs(one.x - other.x) > 8 or abs(one.y - other.y) > 11
    assert not one.moved  # its marker still lies over its place


def test_a_marker_that_had_to_leave_its_place_is_known() -> None:
    many = {
        f"k{n}": {"n": 9, "place_x": 4.0, "place_y": 4.0, "error_x": 0.1, "error_y": 0.1}
        for n in range(8)
    }
    found = marks(many, list(many))
    assert any(mark.moved for mark in found)
    assert all(
        abs(one.x - other.x) > 8 or abs(one.y - other.y) > 11
        for one in found
        for other in found
        if one.number < other.number
    )


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ({"kotivara": [4, 5], "varavoima": [5, 5]}, ["2 Varavoima", "1 Kotivara"]),
        ({"kotivara": [4, 5], "varavoima": [5, 1]}, ["1 Kotivara"]),
        ({"kotivara": [2, 2], "varavoima": [4, 1]}, ["Varavoima", "Kotivara"]),
    ],
)
def test_at_a_glance_stands_what_is_high_on_both_else_what_is_most_important(
    places: dict[str, list[int]], told: list[str]
) -> None:
    items = tally(*[places] * 6)
    pictures = render.environment("fi", "Europe/Helsinki").get_template("kinds/grid.html")
    drawn = pictures.make_module().glance(None, settings, {"items": items}, translator("fi"))
    lines = re.findall("<li>(.*?)</li>", str(drawn))
    assert [re.sub("<[^>]+>", "", line) for line in lines] == told
