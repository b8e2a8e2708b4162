"""The keys of a prompt that only its kind knows: checked by the kind, every fault with its line."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from app.agenda.faults import meant
from app.agenda.lines import Place
from app.agenda.table import Table, checked
from app.kinds import Kind, Texts
from app.kinds.settings import Option


def names(kind: Kind) -> tuple[str, ...]:
    """The keys that a kind's settings may have in a file."""
    return tuple(key for key in fields_of(kind.Settings) if key not in kind.made)


def read_settings(
    table: Table, kind: Kind, values: dict[str, Any], made: dict[str, Any]
) -> dict[str, Any]:
    """The settings in `values`, the keys of `table` that the kind knows, with texts cleaned.

    `made` are settings that do not stand in the file and so have no fault of their own.
    """
    labels: list[Place] = []

    def clean(path: Place, texts: object) -> Texts:
        labels.append(path)
        return checked(table.report, (*table.path, *path), texts, table.languages)

    settings = mapped(kind, values, clean)
    try:
        kind.settings(values | made)
    except ValidationError as fault:
        for each in fault.errors(include_url=False):
            place = _in_file(each["loc"], values)
            if each["loc"][:1] and each["loc"][0] in made:
                continue
            if any(place[: len(label)] == label for label in labels):
                continue  # a text: said already, with its language
            sentence = each["msg"]
            if each["type"] == "extra_forbidden":
                sentence = f"unknown key{meant(str(place[-1]), _known(kind, place))} {sentence}"
            table.report.fault((*table.path, *place), sentence)
    return settings


def mapped(
    kind: Kind, values: dict[str, Any], change: Callable[[Place, Any], Texts]
) -> dict[str, Any]:
    """A copy of a kind's settings with every text by language changed."""
    return {
        key: _mapped(inside(kind.Settings, key), value, (key,), change)
        for key, value in values.items()
    }


def listed(kind: Kind) -> tuple[str, ...]:
    """The settings of a kind that are lists of options or items, each with a key and a label."""
    return tuple(
        name
        for name, expected in fields_of(kind.Settings).items()
        if (inner := inside(expected, 0)) is not None and bare(inner) is Option
    )


def _mapped(expected: Any, value: Any, path: Place, change: Callable[[Place, Any], Texts]) -> Any:
    expected = bare(expected)
    if get_origin(expected) is dict:
        return change(path, value)
    if isinstance(value, list):
        inner = inside(expected, 0)
        return [_mapped(inner, each, (*path, n), change) for n, each in enumerate(value)]
    if isinstance(value, dict):
        return {
            key: _mapped(inside(expected, key), each, (*path, key), change)
            for key, each in value.items()
        }
    return value


def bare(expected: Any) -> Any:
    """A type without `Annotated[…]` and `… | None` around it."""
    if get_origin(expected) is Annotated:
        return bare(get_args(expected)[0])
    if get_origin(expected) in (Union, types.UnionType):
        several = [each for each in get_args(expected) if each is not type(None)]
        return bare(several[0]) if len(several) == 1 else expected
    return expected


def inside(expected: Any, part: str | int) -> Any:
    """The type at one step inside a type; None where it has no such step."""
    expected = bare(expected)
    if isinstance(part, int):
        return get_args(expected)[0] if get_origin(expected) in (list, tuple) else None
    return fields_of(expected).get(part)


def fields_of(expected: Any) -> dict[str, Any]:
    """Keys that a table of this type may have, with their types."""
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        fields = expected.model_fields.items()
        return {field.alias or name: field.annotation for name, field in fields}
    return {}


def _known(kind: Kind, place: Place) -> list[str]:
    """Keys that may stand beside the last step of a place in the settings."""
    expected: Any = kind.Settings
    for part in place[:-1]:
        expected = inside(expected, part)
    return list(fields_of(bare(expected)))


def _in_file(place: tuple[str | int, ...], values: Any) -> Place:
    """As much of pydantic's place as the file has, and one step on: what is missing there."""
    path: Place = ()
    here = values
    for part in place:
        if isinstance(here, dict) and isinstance(part, str):
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            break
        path = (*path, part)
    return path
