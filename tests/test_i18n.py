"""Texts: every key that is asked for is there, in three languages, and none is left over."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

from app.i18n import LANGUAGES, Translator, catalogue, translator

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "app" / "locale"
PLURALS = (".one", ".other")


@dataclass
class Asked:
    """What the templates and the code ask of the catalogues."""

    calls: list[tuple[str, str, set[str] | None]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)  # every literal, since keys are handed on too
    beginnings: set[str] = field(default_factory=set)  # of keys that are put together

    def take(self, place: str, key: object, given: set[str] | None) -> None:
        """A call of a translator; `given` is None when it passes everything on."""
        if isinstance(key, str):
            self.calls.append((place, key, given))


def templates(asked: Asked) -> None:
    parse = Environment(autoescape=True).parse
    for path in sorted((ROOT / "templates").rglob("*.html")):
        tree = parse(path.read_text(encoding="utf-8"))
        for constant in tree.find_all(nodes.Const):
            if isinstance(constant.value, str):
                asked.words.add(constant.value)
        for joined in tree.find_all(nodes.Concat):
            if isinstance(joined.nodes[0], nodes.Const):
                asked.beginnings.add(str(joined.nodes[0].value))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
                first = call.args[0]
                given = None if call.dyn_kwargs else {each.key for each in call.kwargs}
                key = first.value if isinstance(first, nodes.Const) else None
                asked.take(f"{path.name}:{call.lineno}", key, given)


def code(asked: Asked) -> None:
    for package in ("app", "exports"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    asked.words.add(node.value)
                elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    asked.beginnings.add(str(node.values[0].value))
                elif isinstance(node, ast.Call) and node.args and called(node.func) == "t":
                    names = {each.arg for each in node.keywords}
                    given = None if None in names else {str(name) for name in names}
                    key = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                    asked.take(f"{path.name}:{node.lineno}", key, given)


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.fixture(scope="module")
def asked() -> Asked:
    found = Asked()
    templates(found)
    code(found)
    assert len(found.calls) > 100  # the readers of templates and code do find them
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts_of(key: str) -> list[str]:
    """The text of a key, or its plurals."""
    texts = catalogue("fi")
    return [texts[each] for each in (key, *(key + plural for plural in PLURALS)) if each in texts]


def test_every_text_is_in_every_language() -> None:
    keys = {language: set(catalogue(language)) for language in LANGUAGES}
    missing = {language: sorted(set().union(*keys.values()) - keys[language]) for language in keys}
    assert missing == {language: [] for language in LANGUAGES}


def test_a_text_has_the_same_places_in_every_language() -> None:
    different = {
        key: {language: sorted(fields(catalogue(language)[key])) for language in LANGUAGES}
        for key in catalogue("fi")
        if len({frozenset(fields(catalogue(each)[key])) for each in LANGUAGES}) > 1
    }
    assert different == {}


def test_places_are_plain_names() -> None:
    odd = [
        (key, language)
        for language in LANGUAGES
        for key, text in catalogue(language).items()
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None and (not name.isidentifier() or form or conversion)
    ]
    assert odd == []


def test_no_text_is_empty_or_shouts() -> None:
    odd = [
        (key, language)
        for language in LANGUAGES
        for key, text in catalogue(language).items()
        if text != text.strip() or not text or "!" in text
    ]
    assert odd == []


def test_a_plural_has_both_its_forms() -> None:
    keys = set(catalogue("fi"))
    stems = {key.removesuffix(each) for key in keys for each in PLURALS if key.endswith(each)}
    halves = [stem for stem in stems for each in PLURALS if stem + each not in keys]
    assert halves == []


def test_no_key_stands_in_two_files() -> None:
    def flat(tree: dict[str, object], above: str = "") -> Iterator[str]:
        for key, value in tree.items():
            if isinstance(value, dict):
                yield from flat(value, f"{above}{key}.")
            else:
                yield above + key

    for language in LANGUAGES:
        keys = [
            key
            for path in sorted(LOCALE.glob(f"*.{language}.toml"))
            for key in flat(tomllib.loads(path.read_text(encoding="utf-8")))
        ]
        assert sorted(keys) == sorted(set(keys)), language


def test_every_text_that_is_asked_for_is_there(asked: Asked) -> None:
    missing = sorted({(place, key) for place, key, _ in asked.calls if not texts_of(key)})
    assert missing == []


def test_every_text_of_an_error_is_there(asked: Asked) -> None:
    keys = {word for word in asked.words if word.startswith("error.") and word != "error."}
    whole = {key for key in keys if not key.endswith(".")}
    assert sorted(key for key in whole if not texts_of(key)) == []


def test_every_call_fills_all_places_of_its_text(asked: Asked) -> None:
    unfilled = sorted(
        {
            (place, key, name)
            for place, key, given in asked.calls
            if given is not None
            for text in texts_of(key)
            for name in fields(text) - given
        }
    )
    assert unfilled == []


def test_every_beginning_of_a_key_has_an_end(asked: Asked) -> None:
    tops = {key.partition(".")[0] for key in catalogue("fi")}
    beginnings = {
        each for each in asked.beginnings if each.partition(".")[0] in tops and "." in each
    }
    assert [each for each in sorted(beginnings) if not any_begins(each)] == []


def any_begins(beginning: str) -> bool:
    return any(key.startswith(beginning) for key in catalogue("fi"))


def test_no_text_is_left_over(asked: Asked) -> None:
    beginnings = tuple(each for each in asked.beginnings if "." in each and any_begins(each))

    def used(key: str) -> bool:
        stem = next((key.removesuffix(each) for each in PLURALS if key.endswith(each)), key)
        return {key, stem} & asked.words != set() or key.startswith(beginnings)

    assert [key for key in sorted(catalogue("fi")) if not used(key)] == []


def test_a_missing_key_is_never_shown() -> None:
    with pytest.raises(KeyError):
        translator("fi")("nothing.of.the.kind")


def test_an_unknown_language_is_answered_in_finnish() -> None:
    assert translator("xx").language == "fi"


@pytest.mark.parametrize(
    ("language", "value", "decimals", "shown"),
    [
        ("fi", 2000, 0, "2\u00a0000"),
        ("sv", 2000, 0, "2\u00a0000"),
        ("en", 2000, 0, "2,000"),
        ("fi", 3.25, 1, "3,3"),
        ("en", 2.5, 0, "3"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, value: float, decimals: int, shown: str
) -> None:
    assert Translator(language).number(value, decimals) == shown


@pytest.mark.parametrize(
    ("language", "time", "date", "left"),
    [
        ("fi", "13.42", "24.10.2025", "1.05"),
        ("sv", "13.42", "2025-10-24", "1.05"),
        ("en", "13:42", "24/10/2025", "1:05"),
    ],
)
def test_times_are_the_wall_clock_of_the_event(
    language: str, time: str, date: str, left: str
) -> None:
    t = Translator(language)
    stamp = "2025-10-24T10:42:07.120Z"
    assert (t.time(stamp), t.date(stamp), t.date("2025-10-24")) == (time, date, date)
    assert t.left(65) == left
