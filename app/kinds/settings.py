"""What settings of prompts are made of, and how a fault in them is put into words.

The words are English sentences for whoever writes an agenda file: what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

Texts = dict[str, str]
"""One text in several languages: `{"fi": "…", "sv": "…"}`; the event's first is always there."""


class Strict(BaseModel):
    """Settings and values: unknown keys are refused, form text such as `"3"` becomes a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _counted(raw: object) -> object:
    # Pydantic would take `true` for 1.
    if isinstance(raw, bool):
        raise PydanticCustomError("int_type", "Write a whole number.")
    return raw


Whole = Annotated[int, BeforeValidator(_counted)]
"""A whole number, also as text; never true or false."""


def _written(raw: object) -> object:
    if not isinstance(raw, dict) or not raw:
        raise PydanticCustomError("texts", 'Write the text by language: { fi = "…", en = "…" }.')
    for language, text in raw.items():
        if isinstance(text, str) and not text.strip():
            raise PydanticCustomError(
                "blank",
                'Write the text between the quotes after {language}, or leave "{language}" out.',
                {"language": str(language)},
            )
    return raw


Label = Annotated[Texts, BeforeValidator(_written)]
"""Texts with at least one language and none blank."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]


class Option(Strict):
    """What can be chosen, rated or given points: a key that stays, a label that people read."""

    key: Key
    label: Label


def _apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    seen: set[str] = set()
    for option in options:
        if option.key in seen:
            raise PydanticCustomError(
                "twice", 'Give each its own key: "{key}" is there twice.', {"key": option.key}
            )
        seen.add(option.key)
    return options


def _several(options: tuple[Option, ...]) -> tuple[Option, ...]:
    if len(options) < 2:
        raise PydanticCustomError(
            "few", "Write at least two options: there is nothing to choose between."
        )
    return options


MOST = 30  # options; the screen holds no more bars


def _some(items: tuple[Option, ...]) -> tuple[Option, ...]:
    if not items:
        raise PydanticCustomError("none", "Write at least one item to rate.")
    return items


def at_most(most: int, things: str, why: str) -> AfterValidator:
    """Refuses more of what a list holds, such as more than 12 `items`: more `do not fit`."""

    def few(listed: tuple[Option, ...]) -> tuple[Option, ...]:
        if len(listed) > most:
            raise PydanticCustomError(
                "many",
                "Write {n} {things} at most: {why}.",
                {"n": most, "things": things, "why": why},
            )
        return listed

    return AfterValidator(few)


def _as_many(most: int | None, info: ValidationInfo) -> int | None:
    options = info.data.get("options")
    if most is not None and options is not None and most > len(options):
        raise PydanticCustomError(
            "many",
            "Write {n} or less, or leave {name} out: there are {n} options.",
            {"n": len(options), "name": str(info.field_name)},
        )
    return most


AsMany = Annotated[Annotated[Whole, Field(ge=1)] | None, AfterValidator(_as_many)]
"""How many of the `options` above it; all of them when left out."""

Options = Annotated[
    tuple[Option, ...],
    AfterValidator(_apart),
    AfterValidator(_several),
    at_most(MOST, "options", "more do not fit the screen"),
]
Items = Annotated[tuple[Option, ...], AfterValidator(_apart), AfterValidator(_some)]


def labels(options: tuple[Option, ...]) -> dict[str, Texts]:
    """Key to texts, in the order of the settings."""
    return {option.key: option.label for option in options}


ADVICE = {
    "missing": "Add `{name}`: it has no default.",
    "extra_forbidden": "Remove `{name}` or correct its spelling. What can stand here: {known}.",
    "tuple_type": "Write a list: [ … ].",
    "dict_type": "Write a table: {{ … }}.",
    "model_type": "Write a table: {{ … }}.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "bool_type": "Write true or false, without quotes.",
    "string_type": "Write text in quotes.",
    "string_pattern_mismatch": "Write 1–40 small letters a–z, digits, - or _.",
    "greater_than_equal": "Write {ge} or more.",
    "less_than_equal": "Write {le} or less.",
}


def worded(fault: ValidationError, model: type[BaseModel]) -> ValidationError:
    """The same faults at the same places, each with a sentence that says what to write."""
    return ValidationError.from_exception_data(
        fault.title,
        [
            InitErrorDetails(
                type=PydanticCustomError(
                    each["type"], "{advice}", {"advice": _advice(each, model)}
                ),
                loc=each["loc"],
                input=each["input"],
            )
            for each in fault.errors(include_url=False)
        ],
    )


def _advice(fault: ErrorDetails, model: type[BaseModel]) -> str:
    advice = ADVICE.get(fault["type"])
    if advice is None:
        return fault["msg"]
    *above, name = fault["loc"] or ("settings",)
    known = _fields(model, above) if fault["type"] == "extra_forbidden" else []
    return advice.format(name=name, known=", ".join(known), **fault.get("ctx", {}))


def _fields(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """Names that may stand at a place inside the settings."""
    here: Any = model
    for part in place:
        if isinstance(part, str):
            here = here.model_fields[part].annotation
        if getattr(here, "__args__", None):  # tuple[Option, ...] holds Options
            here = here.__args__[0]
    return list(here.model_fields)
