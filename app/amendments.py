"""An agenda as somebody would have it, compared with the one that an event has: every change,
and why those that answers rest on may not be made. Pure: what has been answered comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from app.agenda import Agenda, AgendaPrompt
from app.agenda.kind_settings import listed, mapped
from app.agenda.models import QUESTIONS
from app.kinds import Kind, Texts, kinds

What = Literal["added", "removed", "moved", "changed"]

WORDED = ("name", "title", "short")  # texts of a row that may change at any time
SECTIONS = ("roles", "organisation_classes", "organisations", "goal_areas", "angles", "rooms")
PROMPT_TEXTS = ("text", "help")
PLACED = ("goal_area", "angle")


@dataclass(frozen=True, slots=True)
class Relied:
    """What answers rest on; prompts, options and the rest by key."""

    asked: frozenset[str] = frozenset()  # prompts that have been before people
    answered: Mapping[str, int] = field(default_factory=dict)  # people who answered, by prompt
    chosen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # and by option or item
    joined: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  # people, by `roles`, `organisations`, `languages` or `rooms` and key


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be another.

    `where` is its path with keys for places: `("prompts", "budget", "options", "skola", "label",
    "sv")`. `name` is what people call it. `refused` says why it may not be, as the last part of a
    catalogue key `amend.refused.…`; `n` is how many people that rests on.
    """

    where: tuple[str, ...]
    what: What
    name: Texts = field(default_factory=dict)
    refused: str | None = None
    n: int = 0

    @property
    def reason(self) -> str:
        """Catalogue key of the sentence that says why it may not be; "" where it may."""
        return f"amend.refused.{self.refused}" if self.refused else ""


def settled(held: Agenda, proposed: Agenda, relied: Relied) -> Agenda:
    """The proposed agenda where prompts that have been asked keep how the ids of their statements
    begin, whatever happens to the angles and goal areas around them."""
    prefixes = {each.key: each.prefix for each in held.prompts if each.key in relied.asked}
    return proposed.model_copy(
        update={
            "prompts": tuple(
                each.model_copy(update={"prefix": prefixes.get(each.key, each.prefix)})
                for each in proposed.prompts
            )
        }
    )


def losing(held: Agenda, proposed: Agenda) -> frozenset[str]:
    """Prompts that would lose an option or an item: of these it matters which were chosen."""
    after = {each.key: each for each in proposed.prompts}
    return frozenset(
        each.key
        for each in held.prompts
        if each.key in after and not _choices(each).keys() <= _choices(after[each.key]).keys()
    )


def compare(held: Agenda, proposed: Agenda, relied: Relied) -> tuple[Change, ...]:
    """Every change from the held agenda to the proposed one, in the order of the file."""
    return (
        *_event(held, proposed, relied),
        *(each for section in _sections(held) for each in _rows(section, held, proposed, relied)),
        *_prompts(held, proposed, relied),
    )


def _sections(agenda: Agenda) -> list[str]:
    """The fields of an agenda that are lists of rows with keys, prompts aside."""
    return [
        name
        for name in Agenda.model_fields
        if name != "prompts" and (name in SECTIONS or _is_rows(getattr(agenda, name)))
    ]


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


# --- the event ------------------------------------------------------------------


def _event(held: Agenda, proposed: Agenda, relied: Relied) -> Iterator[Change]:
    apart = {*_sections(held), *_sections(proposed), "prompts", "languages"}
    for name in Agenda.model_fields:
        before, after = getattr(held, name), getattr(proposed, name)
        if name in apart or before == after:
            continue
        if name == "title":
            yield from _texts(("event", name), before, after)
        elif name == QUESTIONS and after is None:
            yield Change(("event", name), "removed", {}, *_asked(name, relied))
        else:
            yield Change(("event", name), "changed", refused="code" if name == "code" else None)
    yield from _languages(held, proposed, relied)


def _languages(held: Agenda, proposed: Agenda, relied: Relied) -> Iterator[Change]:
    where = ("event", "languages")
    joined = relied.joined.get("languages", {})
    for language in held.languages:
        if language not in proposed.languages:
            n = joined.get(language, 0)
            yield Change((*where, language), "removed", refused="language" if n else None, n=n)
    for language in proposed.languages:
        if language not in held.languages:
            n = sum(language not in texts for _, texts in worded(proposed))
            yield Change((*where, language), "added", refused="untranslated" if n else None, n=n)
    kept = [each for each in held.languages if each in proposed.languages]
    if kept != [each for each in proposed.languages if each in held.languages]:
        yield Change(where, "moved")


def worded(agenda: Agenda) -> Iterator[tuple[tuple[str, ...], Texts]]:
    """Every text of an agenda that people read, with where it is. A name of an organisation in the
    first language alone is the same in all, and so is no text to translate."""
    yield ("event", "title"), agenda.title
    for section in _sections(agenda):
        for row in getattr(agenda, section):
            for name in (each for each in WORDED if each in type(row).model_fields):
                texts = getattr(row, name)
                same = section == "organisations" and list(texts) == [agenda.languages[0]]
                if not same and not (name == "short" and texts == row.title):
                    yield (section, row.key, name), texts
    for prompt in agenda.prompts:
        yield ("prompts", prompt.key, "text"), prompt.text
        if prompt.help:
            yield ("prompts", prompt.key, "help"), prompt.help
        yield from (
            (("prompts", prompt.key, *path), texts) for path, texts in _settings_texts(prompt)
        )


def _settings_texts(prompt: AgendaPrompt) -> list[tuple[tuple[str, ...], Texts]]:
    found: list[tuple[tuple[str, ...], Texts]] = []

    def take(path: tuple[str | int, ...], texts: Texts) -> Texts:
        found.append((tuple(map(str, path)), texts))
        return texts

    mapped(kinds[prompt.kind], prompt.settings, take)
    return found


# --- rows with keys ----------------------------------------------------------------


def _rows(section: str, held: Agenda, proposed: Agenda, relied: Relied) -> Iterator[Change]:
    before = {row.key: row for row in getattr(held, section)}
    after = {row.key: row for row in getattr(proposed, section)}
    joined = relied.joined.get(section, {})
    for key, row in before.items():
        n = joined.get(key, 0)
        if key not in after:
            yield Change((section, key), "removed", _name(row), "joined" if n else None, n)
        else:
            yield from _row((section, key), row, after[key], n)
    for key, row in after.items():
        if key not in before:
            yield Change((section, key), "added", _name(row))
    if section == "goal_areas":
        yield from _moved_areas(held, proposed, relied)
    else:
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield Change((section,), "moved")


def _name(row: Any) -> Texts:
    found: Texts = getattr(row, "name", None) or getattr(row, "title", {})
    return found


def _row(where: tuple[str, ...], before: Any, after: Any, joined: int) -> Iterator[Change]:
    for name in type(before).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        if was == now:
            continue
        if name in WORDED:
            if not (name == "short" and was == before.title and now == after.title):
                yield from _texts((*where, name), was, now)
        else:
            refused = "joined" if joined and name == "class_" else None
            yield Change((*where, name), "changed", _name(before), refused, joined)


def _moved_areas(held: Agenda, proposed: Agenda, relied: Relied) -> Iterator[Change]:
    """A goal area's place is the number in the ids of its statements, and its colour."""
    places = {each.key: place for place, each in enumerate(proposed.goal_areas)}
    for place, area in enumerate(held.goal_areas):
        if places.get(area.key, place) == place:
            continue
        n = sum(
            relied.answered.get(each.key, 0) for each in held.prompts if each.goal_area == area.key
        )
        yield Change(("goal_areas", area.key), "moved", area.title, "numbered" if n else None, n)


def _texts(where: tuple[str, ...], before: Texts, after: Texts) -> Iterator[Change]:
    for language in dict.fromkeys((*before, *after)):
        if before.get(language) != after.get(language):
            yield Change((*where, language), "changed", after)


# --- prompts --------------------------------------------------------------------------


def _prompts(held: Agenda, proposed: Agenda, relied: Relied) -> Iterator[Change]:
    before = {each.key: each for each in held.prompts}
    after = {each.key: each for each in proposed.prompts}
    for key, prompt in before.items():
        if key in after:
            yield from _prompt(prompt, after[key], relied)
        else:
            yield Change(("prompts", key), "removed", prompt.heading, *_asked(key, relied))
    for key, prompt in after.items():
        if key not in before:
            yield Change(("prompts", key), "added", prompt.heading)
    yield from _order([*before], [*after], before, relied)


def _asked(key: str, relied: Relied) -> tuple[str | None, int]:
    """Why a prompt must stay what it is: somebody has answered it, or may have an answer on the
    way."""
    if n := relied.answered.get(key, 0):
        return "answered", n
    return ("asked" if key in relied.asked else None), 0


def _order(
    before: Sequence[str], after: Sequence[str], prompts: Mapping[str, AgendaPrompt], relied: Relied
) -> Iterator[Change]:
    was = [key for key in before if key in after]
    now = [key for key in after if key in before]
    if was == now:
        return
    asked = [key for key in was if key in relied.asked]
    in_turn = [key for key in now if key in relied.asked]
    if asked != in_turn:
        first = next(key for key, other in zip(in_turn, asked, strict=True) if key != other)
        yield Change(("prompts", first), "moved", prompts[first].heading, "order")
    else:
        yield Change(("prompts",), "moved")


def _prompt(before: AgendaPrompt, after: AgendaPrompt, relied: Relied) -> Iterator[Change]:
    where, name = ("prompts", before.key), after.heading
    answered = relied.answered.get(before.key, 0)
    if before.kind != after.kind:
        yield Change((*where, "kind"), "changed", name, *_asked(before.key, relied))
    for part in PLACED:
        if getattr(before, part) != getattr(after, part):
            refused = "answered" if answered else None
            yield Change((*where, part), "changed", name, refused, answered)
    for part in PROMPT_TEXTS:
        yield from _texts((*where, part), getattr(before, part), getattr(after, part))
    for part in AgendaPrompt.model_fields:
        known = {"key", "kind", "heading", "settings", "prefix", *PLACED, *PROMPT_TEXTS}
        if part not in known and getattr(before, part) != getattr(after, part):
            yield Change((*where, part), "changed", name)
    if before.kind == after.kind:
        yield from _settings(before, after, answered, relied.chosen.get(before.key, {}))


def _settings(
    before: AgendaPrompt, after: AgendaPrompt, answered: int, chosen: Mapping[str, int]
) -> Iterator[Change]:
    kind = kinds[before.kind]
    was, now = (kind.settings(each.settings).model_dump(mode="json") for each in (before, after))
    options = listed(kind)
    for name in was:
        if name == "wording" or was[name] == now[name]:
            continue
        where = ("prompts", before.key, name)
        if name in options:
            yield from _options(where, was[name], now[name], answered, chosen, kind.takes_more(was))
        elif _unworded(kind, name, was) == _unworded(kind, name, now):
            yield Change(where, "changed", after.heading)
        else:
            kept = answered and not kind.may_set(name, was[name], now[name])
            yield Change(where, "changed", after.heading, "counts" if kept else None, answered)


def _unworded(kind: Kind, name: str, settings: Mapping[str, Any]) -> Any:
    """A setting without its texts, so that only what counts is left to compare."""
    return mapped(kind, {name: settings[name]}, lambda _path, _texts: {})


def _options(
    where: tuple[str, ...],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    answered: int,
    chosen: Mapping[str, int],
    takes_more: bool,
) -> Iterator[Change]:
    was = {each["key"]: each["label"] for each in before}
    now = {each["key"]: each["label"] for each in after}
    for key, label in was.items():
        if key not in now:
            n = chosen.get(key, 0)
            yield Change((*where, key), "removed", label, "chosen" if n else None, n)
        elif label != now[key]:
            yield from _texts((*where, key, "label"), label, now[key])
    for key, label in now.items():
        if key not in was:
            refused = "whole" if answered and not takes_more else None
            yield Change((*where, key), "added", label, refused, answered)
    if [key for key in was if key in now] != [key for key in now if key in was]:
        yield Change(where, "moved")


def _choices(prompt: AgendaPrompt) -> dict[str, Any]:
    """Every option and item of a prompt, by key."""
    names = listed(kinds[prompt.kind])
    return {each["key"]: each for name in names for each in prompt.settings.get(name, ())}
