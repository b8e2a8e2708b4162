"""Form fields as a value: dots nest, brackets list, and nothing that a form holds breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.forms import value_of


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ([], {}),
        ([("option", "en")], {"option": "en"}),
        ([("option", "en"), ("option", "viikoittain")], {"option": "viikoittain"}),
        ([("ratings.arki", "3"), ("ratings.talvi", "1")], {"ratings": {"arki": "3", "talvi": "1"}}),
        ([("words[]", "rohkeus"), ("words[]", " "), ("words[]", "")], {"words": ["rohkeus"]}),
        ([("text", " \n")], {}),
        ([("a.b.c[]", "1"), ("a.b.c[]", "2")], {"a": {"b": {"c": ["1", "2"]}}}),
        ([("words", "x"), ("words[]", "y")], {"words": "x"}),
        ([("words[]", "y"), ("words", "x")], {"words": "x"}),
        ([("a", "1"), ("a.b", "2")], {"a": "1"}),
        ([("a.b", "2"), ("a", "1")], {"a": "1"}),
        ([("words[]", "y"), ("words.b", "x")], {"words": ["y"]}),
        ([("[]", "x"), (".", "y"), ("", "z")], {"": "z"}),
    ],
)
def test_a_name_spells_the_path_of_its_value(
    fields: list[tuple[str, str]], value: dict[str, Any]
) -> None:
    assert value_of(fields) == value
