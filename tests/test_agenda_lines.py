"""Where things stand in a TOML text."""

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.lines import Doubled, Lines, Place
from tests.toml_text import KEYS, VALUES, written

SHIPPED = Path(__file__).resolve().parent.parent / "agendas" / "sydamella-2025-10-24.toml"


EVERY_FORM = '''# a comment with [brackets] and = signs
top = 1
dotted.name.fi = "x"  # [not.a.heading]

[event]
"quoted key" = 'a # b'
'literal.key' = """
[no heading]
key = "no key" \\""" ""
"""
long = \'\'\'
[no heading] "\'\'\'
day = 2025-10-24 13:00:00
list = [  # comment ]
  "a, b", [1,
  2], { deep = { x = 1 } },
]

[[roles]]
key = "a"
[roles.name]
fi = "A"
[[roles.names]]
[[roles.names]]
[[roles]]
key = "b"
[x.y.z]
'''


def places(tree: Any, at: Place = ()) -> set[Place]:
    """Everything inside a tree that has a place."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    found: set[Place] = set()
    for step, value in steps:
        found.add((*at, step))
        if isinstance(value, dict | list):
            found |= places(value, (*at, step))
    return found


def test_every_way_to_write_a_table_has_its_lines() -> None:
    lines = Lines(EVERY_FORM)
    expected: dict[Place, int] = {
        ("top",): 2,
        ("dotted",): 3,
        ("dotted", "name"): 3,
        ("dotted", "name", "fi"): 3,
        ("event",): 5,
        ("event", "quoted key"): 6,
        ("event", "literal.key"): 7,
        ("event", "long"): 11,
        ("event", "day"): 13,
        ("event", "list"): 14,
        ("event", "list", 0): 15,
        ("event", "list", 1): 15,
        ("event", "list", 1, 0): 15,
        ("event", "list", 1, 1): 16,
        ("event", "list", 2): 16,
        ("event", "list", 2, "deep"): 16,
        ("event", "list", 2, "deep", "x"): 16,
        ("roles",): 19,
        ("roles", 0): 19,
        ("roles", 0, "key"): 20,
        ("roles", 0, "name"): 21,
        ("roles", 0, "name", "fi"): 22,
        ("roles", 0, "names"): 23,
        ("roles", 0, "names", 0): 23,
        ("roles", 0, "names", 1): 24,
        ("roles", 1): 25,
        ("roles", 1, "key"): 26,
        ("x",): 27,
        ("x", "y"): 27,
        ("x", "y", "z"): 27,
    }
    assert {path: lines[path] for path in lines.paths()} == expected
    assert places(tomllib.loads(EVERY_FORM)) == set(expected)
    assert lines.doubled == ()


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    lines = Lines("\n[event]\ntitle = { fi = 'a' }\n")
    assert lines[("event", "code")] == 2
    assert lines[("event", "title", "fi", "x", 3)] == 3
    assert lines[("roles",)] == 1


@pytest.mark.parametrize(
    ("source", "doubled"),
    [
        ("a = 1\na = 2", Doubled(("a",), 2, 1, "key")),
        ("a.b = 1\n\na.b = 2", Doubled(("a", "b"), 3, 1, "key")),
        ("a = { b = 1, b = 2 }", Doubled(("a", "b"), 1, 1, "key")),
        ("[a]\nb = 1\n[a]", Doubled(("a",), 3, 1, "table")),
        ("[[a]]\n[a]", Doubled(("a",), 2, 1, "list")),
        ("a = []\n[[a]]", Doubled(("a",), 2, 1, "key")),
        ("[a.b]\n[a]\nb = 1", Doubled(("a", "b"), 3, 1, "key")),
    ],
)
def test_what_stands_twice_has_both_lines(source: str, doubled: Doubled) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(source)
    assert Lines(source).doubled == (doubled,)


def test_a_text_that_is_no_toml_has_lines_until_there() -> None:
    lines = Lines('a = 1\nb = "open\nc = 2\n')
    assert {path: lines[path] for path in lines.paths()} == {("a",): 1, ("b",): 2}


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_value_of_any_text_has_a_line(tree: dict[str, Any]) -> None:
    source = written(tree)
    lines = Lines(source)
    assert lines.paths() == places(tomllib.loads(source))
    assert [lines[(key,)] for key in tree] == list(range(1, len(tree) + 1))
    assert lines.doubled == ()


GAPS = st.sampled_from(["", " ", "\n", "\n\n", " # ] } = [x]\n", "\t\n  "])


@given(st.data())
def test_values_in_lists_stand_on_the_line_where_they_begin(data: st.DataObject) -> None:
    numbers = itertools.count(1000)

    def value(depth: int) -> str:
        if depth and data.draw(st.booleans()):
            items = [value(depth - 1) for _ in range(data.draw(st.integers(0, 3)))]
            return (
                "[" + "".join(f"{data.draw(GAPS)}{item}{data.draw(GAPS)}," for item in items) + "]"
            )
        return str(next(numbers))

    source = "".join(f"{data.draw(GAPS)}\nkey{n} = {value(3)}\n" for n in range(3))
    lines = Lines(source)

    def hold(at: Place, here: Any) -> None:
        if isinstance(here, list):
            for place, each in enumerate(here):
                hold((*at, place), each)
        else:
            found = re.search(rf"\b{here}\b", source)
            assert found is not None
            assert lines[at] == source.count("\n", 0, found.start()) + 1

    tree = tomllib.loads(source)
    assert lines.paths() == places(tree)
    for key, each in tree.items():
        hold((key,), each)


def test_every_value_of_the_shipped_event_has_a_line() -> None:
    source = SHIPPED.read_text(encoding="utf-8")
    lines = Lines(source)
    assert lines.paths() == places(tomllib.loads(source))
    for path in lines.paths():
        key = path[-1] if isinstance(path[-1], str) else path[-2]
        if isinstance(path[-1], str) or path[0] == key:
            assert str(key) in source.splitlines()[lines[path] - 1]
