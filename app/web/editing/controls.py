"""Forms for parts of an agenda: from the types of models to fields, and from fields to the tree
that an agenda file would have. Knows no kind and no section by name.

The name of a field is its path with dots, `options.0.label.fi`, so that a fault of the file's
reading finds its field.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from app.agenda.kind_settings import bare, fields_of
from app.agenda.table import slug
from app.agenda.writing import DATED

DEEP = 12  # parts of a field's name at most; an agenda has no more than half of them
CHOICES = {"class_", "class"}  # fields of a row that choose among others
DIGITS = 6  # of a place in a list
_PLACE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Control:
    """A field, or a group of fields, of a form.

    `form` is how it is drawn: texts, number, flag, line, lines (words, or lists of words, one a
    line), rows (each with `inside`, for the value at its place) or group.
    """

    form: str
    name: str
    key: str  # the last part of its name: what its label is called
    value: Any = None
    inside: tuple[Control, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = field(default=())


def control(expected: Any, name: str, value: Any) -> Control:
    """The control for a type, with what the tree has for it."""
    expected = bare(expected)
    key = name.rpartition(".")[2]
    if get_origin(expected) is dict:
        return Control("texts", name, key, value if isinstance(value, dict) else {})
    if expected in (bool, int):
        return Control("flag" if expected is bool else "number", name, key, value)
    if get_origin(expected) is tuple:
        inner = bare(get_args(expected)[0])
        if fields_of(inner):
            rows = tuple(
                _inside(inner, f"{name}.{place}", row) for place, row in enumerate(value or [])
            )
            return Control("rows", name, key, value or [], rows=rows)
        return Control("lines", name, key, _joined(value or []))
    if fields_of(expected):
        return Control("group", name, key, value, inside=_inside(expected, name, value))
    return Control("line", name, key, "" if value is None else str(value))


def _inside(model: type[BaseModel], name: str, value: Any) -> tuple[Control, ...]:
    row = value if isinstance(value, dict) else {}
    return tuple(
        control(inner, f"{name}.{key}", row.get(key)) for key, inner in fields_of(model).items()
    )


def _joined(values: Iterable[Any]) -> str:
    return "\n".join(
        each if isinstance(each, str) else ", ".join(map(str, each)) for each in values
    )


def typed(expected: Any, value: Any) -> Any:
    """What came from a form as the tree of a file has it: blank fields left out (None), numbers as
    numbers. What cannot be read so stays as it is, and the file's reading says what is wrong."""
    expected = bare(expected)
    if get_origin(expected) is dict:
        return texts_of(value)
    if expected is bool:
        return value == "1"
    if get_origin(expected) is tuple:
        return _listed(get_args(expected)[0], value)
    if fields := fields_of(expected):
        row = value if isinstance(value, dict) else {}
        made = {key: typed(inner, row.get(key)) for key, inner in fields.items()}
        return {key: each for key, each in made.items() if not (each is None or each == [])} or None
    text = value.strip() if isinstance(value, str) else ""
    if expected is int and re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    if DATED.fullmatch(text):
        read = datetime.datetime if "T" in text else datetime.date
        try:
            return read.fromisoformat(text)
        except ValueError:
            return text
    return text or None


def texts_of(value: Any) -> dict[str, str] | None:
    """A text by language without the blank ones; None when all are."""
    given = value if isinstance(value, dict) else {}
    kept = {
        language: text.strip().replace("\r\n", "\n")
        for language, text in given.items()
        if isinstance(text, str) and text.strip()
    }
    return kept or None


def _listed(inner: Any, value: Any) -> list[Any]:
    inner = bare(inner)
    if fields_of(inner):
        rows = value if isinstance(value, list) else []
        return [typed(inner, row) or {} for row in rows]  # blank ones are left out when it is saved
    lines = [line.strip() for line in value.splitlines()] if isinstance(value, str) else []
    if get_origin(inner) is tuple:
        return [_words(line) for line in lines if line]
    return [word for line in lines for word in _words(line)]


def _words(line: str) -> list[str]:
    return [word.strip() for word in line.split(",") if word.strip()]


def nested(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`[("options.0.label.fi", "Kyllä")]` as `{"options": [{"label": {"fi": "Kyllä"}}]}`: numbers
    make lists, in their order. A field whose path another one has taken is left out."""
    tree: dict[str, Any] = {}
    for name, text in fields:
        *path, last = name.split(".")
        if len(path) >= DEEP:
            continue
        place: Any = tree
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                break
        else:
            if not isinstance(place.get(last), dict):
                place[last] = text
    made = _numbered(tree)
    return made if isinstance(made, dict) else {}


def _numbered(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    made = {key: _numbered(each) for key, each in value.items()}
    if made and all(key.isdecimal() and len(key) <= DIGITS for key in made):
        return [made[key] for key in sorted(made, key=int)]
    return made


def arranged(row: dict[str, Any], done: str) -> bool:
    """Carry out a button that changes a list of the form and stores nothing: `add:options`,
    `drop:options:1`, `up:options:1`, `down:options:1`. False for any other word."""
    word, _, rest = done.partition(":")
    name, _, place = rest.partition(":")
    if word not in ("add", "drop", "up", "down") or not name:
        return False
    rows = row.get(name)
    rows = rows if isinstance(rows, list) else []
    row[name] = rows
    at = int(place) if place.isdecimal() and len(place) <= DIGITS else -1
    if word == "add":
        rows.append({})
    elif 0 <= at < len(rows):
        moved = rows.pop(at)
        if word != "drop":
            rows.insert(max(0, at + (1 if word == "down" else -1)), moved)
    return True


def finished(rows: list[dict[str, Any]], text: str, first: str) -> list[dict[str, Any]]:
    """The rows that are not blank; those that are new get a key, made from a text of theirs in the
    event's first language. A choice alone is blank: its field always has one."""
    written = [row for row in rows if row.keys() - CHOICES]
    taken = {row["key"] for row in written if row.get("key")}
    for row in written:
        if row.get("key"):
            continue
        words = row.get(text)
        key = free_key(words.get(first, "") if isinstance(words, dict) else "", taken)
        if key:
            row["key"] = key
            taken.add(key)
    return written


def free_key(text: str, taken: Iterable[str]) -> str:
    """A key made from a text that is not taken yet; "" when the text has no letter for one."""
    made = slug(text)[:30].strip("-")
    known = set(taken)
    numbered = (f"{made}-{number}" for number in range(2, len(known) + 3))
    return next((each for each in (made, *numbered) if each not in known), made) if made else ""


def names(controls: Iterable[Control], languages: Iterable[str]) -> Iterator[str]:
    """The names of all fields of controls, and of the groups and rows that they stand in."""
    for each in controls:
        yield each.name
        if each.form == "texts":
            yield from (f"{each.name}.{language}" for language in languages)
        yield from names(each.inside, languages)
        for place, row in enumerate(each.rows):
            yield f"{each.name}.{place}"
            yield from names(row, languages)


def placed(key: str, above: str) -> str | None:
    """A fault's key (`prompts[3].options[2].label.fi`) as the name of a field below `above`
    (`prompts[3]`); None for a fault elsewhere."""
    if key != above and not key.startswith((f"{above}.", f"{above}[")):
        return None
    return fielded(key.removeprefix(above)).removeprefix(".")


def fielded(key: str) -> str:
    """A fault's key as names of fields are: `options[2].label` is `options.1.label`."""
    return _PLACE.sub(lambda match: f".{int(match[1]) - 1}", key)
