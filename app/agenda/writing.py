"""Agenda -> file: the way back of reading, so that what was changed in the browser is a file again.

Comments are not kept. Whatever a model gets as a new field is written without a line here: a field
of the event under `[event]`, one of a prompt beside its others, a list of tables under its name.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.agenda.kind_settings import mapped
from app.agenda.lines import Place
from app.agenda.models import Agenda, AgendaPrompt, GoalArea, Organisation
from app.agenda.prompts import AREA, SOURCE, derived_prefix, headed
from app.agenda.table import KEY, slug
from app.agenda.toml import text_of
from app.agenda.words import own_lists
from app.kinds import Texts, kinds

DATED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")  # a day in a file has no quotes
APART = ("words", "questions", "prompts")  # these come last, and not as their models have them
DRAWN = ("key", "kind", "goal_area", "angle", "text", "heading", "help", "settings", "prefix")

Tree = dict[str, Any]


def written(agenda: Agenda) -> str:
    """The agenda as the text of a file; reading it gives the same agenda."""
    return text_of(tree_of(agenda))


def tree_of(agenda: Agenda, *, single: bool = False) -> Tree:
    """What `tomllib` would give for the agenda's file. With `single` every prompt stands in
    `prompts`, in the order of the event, and none in `each_goal_area`."""
    event: Tree = {}
    sections: Tree = {}
    for name, field in Agenda.model_fields.items():
        value = getattr(agenda, name)
        if name == "organisations":
            sections[name] = _organisations(agenda)
        elif name in APART:
            continue
        elif _tables(value):
            sections[name] = [_row(each) for each in value]
        elif isinstance(value, BaseModel):
            sections[name] = _row(value)
        elif not (isinstance(value, tuple) and not value) and not _left_out(field, value):
            event[name] = _plain(value)
    words = {"words": _plain(agenda.words)} if agenda.words else {}
    questions = {"questions": _plain(agenda.questions)} if agenda.questions is not None else {}
    return {"event": event, **sections, **words, **questions, **_prompts(agenda, single)}


def _tables(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _left_out(field: FieldInfo, value: Any) -> bool:
    if field.is_required():
        return value is None
    return bool(value == field.get_default(call_default_factory=True))


def _row(model: BaseModel) -> Tree:
    """A model as a table: without what reading puts in by itself."""
    row = {
        name: _plain(getattr(model, name))
        for name, field in type(model).model_fields.items()
        if not _left_out(field, getattr(model, name))
    }
    if row.get("short") == row.get("title"):
        row.pop("short", None)
    return row


def _plain(value: Any) -> Any:
    """A value of a model as `tomllib` gives it."""
    if isinstance(value, BaseModel):
        return _row(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, str) and DATED.fullmatch(value):
        read = datetime.datetime if "T" in value else datetime.date
        return read.fromisoformat(value)
    return value


def _organisations(agenda: Agenda) -> Tree:
    first = agenda.languages[0]
    by_class: Tree = {}
    for class_ in agenda.organisation_classes:
        mine = [each for each in agenda.organisations if each.class_ == class_.key]
        if mine:
            by_class[class_.key] = [_organisation(each, first) for each in mine]
    return by_class


def _organisation(each: Organisation, first: str) -> Any:
    if list(each.name) == [first] and slug(each.name[first]) == each.key and len(_row(each)) == 3:
        return each.name[first]
    return {name: value for name, value in _row(each).items() if name != "class_"}


def _prompts(agenda: Agenda, single: bool) -> Tree:
    """The prompts as `each_goal_area` and `prompts`, where one of them is empty without it."""
    rows = [_once(agenda, prompt) for prompt in agenda.prompts]
    if single:
        return {"prompts": [_placed(row, "first") for row in rows]}
    begin, end = _natural(agenda)
    repeated = _repeated(agenda, agenda.prompts[begin:end])
    copies = {f"{area.key}-{row['key']}" for row in repeated for area in agenda.goal_areas}
    once = [
        *(_placed(row, "first") for row in rows[:begin]),
        *(row for row in rows[begin:end] if row["key"] not in copies),
        *(_placed(row, "last") for row in rows[end:]),
    ]
    parts = {"each_goal_area": repeated, "prompts": once}
    return {name: part for name, part in parts.items() if part}


def _placed(row: Tree, position: str) -> Tree:
    return {"key": row["key"], "position": position, **row}


def _natural(agenda: Agenda) -> tuple[int, int]:
    """The longest run of prompts that stand in the order which reading gives by itself: area by
    area, then those without one."""
    places = {area.key: place for place, area in enumerate(agenda.goal_areas)}
    order = [places.get(prompt.goal_area or "", len(places)) for prompt in agenda.prompts]
    begin, longest = 0, (0, 0)
    for at in range(1, len(order) + 1):
        if at == len(order) or order[at] < order[at - 1]:
            longest = max(longest, (begin, at), key=lambda run: run[1] - run[0])
            begin = at
    return longest


def _repeated(agenda: Agenda, prompts: tuple[AgendaPrompt, ...]) -> list[Tree]:
    """The rows that every goal area begins with, as `each_goal_area` has them."""
    if len(agenda.goal_areas) < 2:
        return []
    by_area = [
        [_each(agenda, area, prompt) for prompt in prompts if prompt.goal_area == area.key]
        for area in agenda.goal_areas
    ]
    repeated: list[Tree] = []
    for rows in zip(*by_area, strict=False):
        if rows[0] is None or any(row != rows[0] for row in rows):
            break
        repeated.append(rows[0])
    return repeated


def _each(agenda: Agenda, area: GoalArea, prompt: AgendaPrompt) -> Tree | None:
    """A prompt as `each_goal_area` would have it, the same for every area; None where it cannot:
    its key does not begin with the area's, or it would be read another way."""
    key = prompt.key.removeprefix(f"{area.key}-")
    if key == prompt.key or not KEY.fullmatch(key):
        return None
    if prompt.prefix != derived_prefix(
        agenda.goal_areas, agenda.angles, area.key, prompt.angle, key
    ):
        return None
    text = _unfilled(prompt.text, area)
    if headed(text, area) != prompt.heading:
        return None
    row = _row_of(agenda, prompt, text, _unfilled(prompt.help, area), area)
    return row | {"key": key}


def _once(agenda: Agenda, prompt: AgendaPrompt) -> Tree:
    """A prompt as `prompts` has it. Of a title of its goal area only the one that ends its text
    becomes `{goal_area}` again: anywhere else it may be words of its own."""
    area = next((each for each in agenda.goal_areas if each.key == prompt.goal_area), None)
    row = _row_of(agenda, prompt, _ended(prompt, area), prompt.help, None)
    if area:
        row = {"key": row.pop("key"), "goal_area": area.key, **row}
    if prompt.prefix != derived_prefix(
        agenda.goal_areas, agenda.angles, prompt.goal_area, prompt.angle, prompt.key
    ):
        row["prefix"] = prompt.prefix
    return row


def _row_of(
    agenda: Agenda, prompt: AgendaPrompt, text: Texts, help_: Texts, area: GoalArea | None
) -> Tree:
    """All keys of a prompt but those that tell its place; `area` has its title taken out of the
    settings."""
    more = {
        name: _plain(getattr(prompt, name))
        for name, field in AgendaPrompt.model_fields.items()
        if name not in DRAWN and not _left_out(field, getattr(prompt, name))
    }
    return (
        {"key": prompt.key}
        | ({"angle": prompt.angle} if prompt.angle else {})
        | {"kind": prompt.kind, "text": dict(text)}
        | ({"help": dict(help_)} if help_ else {})
        | more
        | _settings(agenda, prompt, area)
    )


def _settings(agenda: Agenda, prompt: AgendaPrompt, area: GoalArea | None) -> Tree:
    kind = kinds[prompt.kind]
    areas = [{"key": each.key, "label": each.title} for each in agenda.goal_areas]
    settings = own_lists(kind, prompt.settings, agenda.words)
    settings = {key: each for key, each in settings.items() if key not in kind.made}
    if len(areas) > 1 and settings.get("options") == areas:
        settings = {"options_from": SOURCE, **settings}
        del settings["options"]

    def unfill(_path: Place, texts: Texts) -> Texts:
        return _unfilled(texts, area) if area else texts

    return _plain(mapped(kind, settings, unfill))  # type: ignore[no-any-return]


def _title(area: GoalArea, language: str) -> str:
    return area.title.get(language) or next(iter(area.title.values()))


def _unfilled(texts: Texts, area: GoalArea) -> Texts:
    """Texts with `{goal_area}` where the area's title stands."""
    return {
        language: text.replace(_title(area, language), AREA) for language, text in texts.items()
    }


def _ended(prompt: AgendaPrompt, area: GoalArea | None) -> Texts:
    """The text with `{goal_area}` at its end, in each language where the heading has lost it."""
    if area is None:
        return prompt.text
    return {
        language: text.removesuffix(_title(area, language)) + AREA
        if text != prompt.heading[language] and text.endswith(_title(area, language))
        else text
        for language, text in prompt.text.items()
    }
