"""Settings that make no sense are refused with a sentence that says what to write instead."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.kinds import kinds
from tests.factories import OPTIONS, SAMPLES

FIRST = OPTIONS[0]
MANY = [{"key": f"v{n}", "label": {"fi": f"Vaihtoehto {n}"}} for n in range(13)]
LANGUAGES = 'Write the text by language: { fi = "…", en = "…" }.'

FAULTS: list[tuple[str, dict[str, Any], tuple[Any, ...], str]] = [
    ("choice", {"options": None}, ("options",), "Write a list: [ … ]."),
    (
        "choice",
        {"options": [FIRST]},
        ("options",),
        "Write at least two options: there is nothing to choose between.",
    ),
    (
        "choice",
        {"options": [{"key": f"v{n}", "label": {"fi": "Vaihtoehto"}} for n in range(31)]},
        ("options",),
        "Write 30 options at most: more do not fit the screen.",
    ),
    (
        "choice",
        {"options": [FIRST, FIRST]},
        ("options",),
        'Give each its own key: "viikoittain" is there twice.',
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "En!", "label": {"fi": "En"}}]},
        ("options", 1, "key"),
        "Write 1–40 small letters a–z, digits, - or _.",
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en\n", "label": {"fi": "En"}}]},
        ("options", 1, "key"),
        "Write 1–40 small letters a–z, digits, - or _.",
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en"}]},
        ("options", 1, "label"),
        "Add `label`: it has no default.",
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en", "label": "En"}]},
        ("options", 1, "label"),
        LANGUAGES,
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en", "label": {}}]},
        ("options", 1, "label"),
        LANGUAGES,
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en", "label": {"fi": "En", "sv": " "}}]},
        ("options", 1, "label"),
        'Write the text between the quotes after sv, or leave "sv" out.',
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en", "label": {"fi": 5}}]},
        ("options", 1, "label", "fi"),
        "Write text in quotes.",
    ),
    (
        "choice",
        {"options": [FIRST, {"key": "en", "label": {"fi": "En"}, "colour": 1}]},
        ("options", 1, "colour"),
        "Remove `colour` or correct its spelling. What can stand here: key, label.",
    ),
    ("choice", {"options": [FIRST, "en"]}, ("options", 1), "Write a table: { … }."),
    ("scale", {"items": []}, ("items",), "Write at least one item to rate."),
    ("scale", {"scale": 5}, ("scale",), "Write a table: { … }."),
    (
        "scale",
        {"scale": {"min": 5, "max": 5}},
        ("scale",),
        "Write a max that is greater than min.",
    ),
    (
        "scale",
        {"scale": {"min": 0, "max": 11}},
        ("scale",),
        "Bring min and max closer: 11 points at most.",
    ),
    ("scale", {"scale": {"min": 1.5}}, ("scale", "min"), "Write a whole number."),
    ("scale", {"scale": {"min": True}}, ("scale", "min"), "Write a whole number."),
    ("scale", {"scale": {"low": "Ei"}}, ("scale", "low"), LANGUAGES),
    (
        "scale",
        {"scale": {"least": 1}},
        ("scale", "least"),
        "Remove `least` or correct its spelling. What can stand here: min, max, low, high.",
    ),
    ("words", {"max_words": 0}, ("max_words",), "Write 1 or more."),
    ("words", {"max_words": 11}, ("max_words",), "Write 10 or less."),
    ("words", {"max_words": "three"}, ("max_words",), "Write a whole number."),
    ("text", {"max_length": 2001}, ("max_length",), "Write 2000 or less."),
    ("text", {"support": "yes"}, ("support",), "Write true or false, without quotes."),
    ("points", {"points": 0}, ("points",), "Write 1 or more."),
    (
        "points",
        {"options": [FIRST]},
        ("options",),
        "Write at least two options: there is nothing to choose between.",
    ),
    ("commitment", {"max_length": 0}, ("max_length",), "Write 1 or more."),
    ("multi", {"max_options": 0}, ("max_options",), "Write 1 or more."),
    (
        "multi",
        {"max_options": 4},
        ("max_options",),
        "Write 3 or less, or leave max_options out: there are 3 options.",
    ),
    ("rank", {"top": 0}, ("top",), "Write 1 or more."),
    ("rank", {"top": 4}, ("top",), "Write 3 or less, or leave top out: there are 3 options."),
    (
        "rank",
        {"options": MANY},
        ("options",),
        "Write 12 options at most: nobody puts more in order.",
    ),
    ("grid", {"items": []}, ("items",), "Write at least one item to rate."),
    ("grid", {"items": MANY}, ("items",), "Write 12 items at most: more do not fit the picture."),
    ("grid", {"x": {"name": "Hyöty"}}, ("x", "name"), LANGUAGES),
    (
        "grid",
        {"y": {"title": {"fi": "Helppous"}}},
        ("y", "title"),
        "Remove `title` or correct its spelling. What can stand here: name, low, high.",
    ),
    (
        "grid",
        {"corners": {"best": {"fi": "Paras"}}},
        ("corners", "best"),
        "Remove `best` or correct its spelling. What can stand here: both, x, y, neither.",
    ),
]


@pytest.mark.parametrize(("kind", "wrong", "place", "sentence"), FAULTS)
def test_a_setting_that_makes_no_sense_is_told_what_to_write(
    kind: str, wrong: dict[str, Any], place: tuple[Any, ...], sentence: str
) -> None:
    with pytest.raises(ValidationError) as fault:
        kinds[kind].settings({**SAMPLES[kind].settings, **wrong})
    assert [(each["loc"], each["msg"]) for each in fault.value.errors()] == [(place, sentence)]


def test_a_braced_text_in_a_fault_is_shown_as_typed() -> None:
    with pytest.raises(ValidationError) as fault:
        kinds["text"].settings({"{max}": 1})
    assert [each["msg"] for each in fault.value.errors()] == [
        "Remove `{max}` or correct its spelling. What can stand here: max_length, support."
    ]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as fault:
        kinds["scale"].settings({"scale": {"min": "a"}, "items": [{"key": "a"}], "b": 1})
    assert [each["loc"] for each in fault.value.errors()] == [
        ("scale", "min"),
        ("items", 0, "label"),
        ("b",),
    ]


def test_a_scale_without_ends_runs_from_one_to_five() -> None:
    settings = kinds["scale"].settings({"items": OPTIONS})
    assert list(settings.scale.ratings) == [1, 2, 3, 4, 5]


def test_points_are_a_hundred_unless_the_agenda_says_otherwise() -> None:
    assert kinds["points"].settings({"options": OPTIONS}).points == 100
