"""What is asked: rows of the file -> prompts in the order of the event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from app.agenda.faults import meant, quoted
from app.agenda.kind_settings import mapped, names, read_settings
from app.agenda.lines import Place
from app.agenda.models import AgendaPrompt, Angle, GoalArea
from app.agenda.table import Seen, Table
from app.agenda.words import completed
from app.kinds import Kind, Texts, kinds

AREA = "{goal_area}"
_TAIL = re.compile(r"\s+[–—-]\s+\{goal_area\}\s*\Z")
_FIELD = re.compile(r"\{\s*\w+\s*\}")

COMMON = ("key", "kind", "text", "help", "angle", "window")
ONCE = (*COMMON, "goal_area", "position", "prefix")
POSITIONS = ("first", "last")
PREFIX = re.compile(r"[A-Z0-9]{1,50}(-[A-Z0-9]{1,50})?")  # read aloud with a number after it
ASKED = [key for key, kind in kinds.items() if not kind.beside]  # kinds that a file can name
SOURCE = "goal_areas"  # all that options_from can name


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[each_goal_area]]` or `[[prompts]]` as the file has it."""

    table: Table
    key: str
    kind: str
    goal_area: str | None
    angle: str | None
    position: str | None
    prefix: str | None
    text: Texts
    help: Texts
    settings: dict[str, Any]
    window: bool = True


def read_prompts(
    root: Table,
    areas: tuple[GoalArea, ...],
    angles: tuple[Angle, ...],
    words: dict[str, Any],
) -> tuple[AgendaPrompt, ...]:
    """Every prompt, `[[each_goal_area]]` once per goal area, in the order that people meet them.

    `words` are the lists of `[words]`, for prompts that count words.
    """
    repeated = [_row(table, COMMON, areas, angles) for table in root.tables("each_goal_area")]
    once = [_row(table, ONCE, areas, angles) for table in root.tables("prompts")]
    if not root.values.get("each_goal_area") and not root.values.get("prompts"):
        root.fault("prompts", "is missing; begin a prompt with a line [[prompts]]")
    if repeated and not areas:
        root.fault("each_goal_area", "there is no goal area to ask it of; write [[goal_areas]]")
    _report_doubled(repeated, once, areas)
    if root.report.faults:
        return ()
    return tuple(
        _prompt(row, area, areas, angles, words, root.language)
        for row, area in _ordered(repeated, once, areas)
    )


def _row(
    table: Table, common: tuple[str, ...], areas: tuple[GoalArea, ...], angles: tuple[Angle, ...]
) -> Row:
    kind = _choice(table, "kind", ASKED, common) or ""
    row = Row(
        table=table,
        key=table.key("terveiset"),
        kind=kind,
        goal_area=_choice(table, "goal_area", _keys(areas), common),
        angle=_choice(table, "angle", _keys(angles), common),
        position=_choice(table, "position", list(POSITIONS), common),
        prefix=_prefix(table) if "prefix" in common and "prefix" in table else None,
        text=table.texts("text"),
        help=table.texts("help") if "help" in table else {},
        settings=_settings(table, kinds[kind], common, areas) if kind else {},
        window=_in_window(table),
    )
    _report_fields(row, filled="goal_area" in table or "goal_area" not in common)
    return row


def _in_window(table: Table) -> bool:
    value = table.values.get("window", True)
    if not isinstance(value, bool):
        table.fault("window", f"{quoted(value)} is neither true nor false; write window = false")
    return bool(value)


def _keys(axis: tuple[GoalArea, ...] | tuple[Angle, ...]) -> list[str]:
    """The keys that are right, each once."""
    return list(dict.fromkeys(each.key for each in axis if each.key))


def _choice(table: Table, key: str, known: list[str], common: tuple[str, ...]) -> str | None:
    """A word that must be one of the known ones; None when it is absent or wrong."""
    if key not in common or (key not in table and key != "kind"):
        return None
    word = table.word(key, known[0] if known else "…")
    if word in known:
        return word
    if word:
        noun = key.replace("_", " ")
        choices = (
            f"{noun.capitalize()}s: {', '.join(known)}" if known else f"There is no [[{key}s]]"
        )
        table.fault(key, f"{quoted(word)} is no {noun}{meant(word, known)} {choices}")
    return None


def _prefix(table: Table) -> str | None:
    """How the ids of the prompt's statements begin, where the file says it."""
    prefix = table.word("prefix", "T1-K")
    if prefix and not PREFIX.fullmatch(prefix):
        table.fault(
            "prefix",
            f"{quoted(prefix)} cannot begin a public id; write capitals A-Z and digits, "
            'one - between them, for example prefix = "T1-K", or leave it out',
        )
        return None
    return prefix or None


def _settings(
    table: Table, kind: Kind, common: tuple[str, ...], areas: tuple[GoalArea, ...]
) -> dict[str, Any]:
    known = names(kind)
    more = ("options_from",) if "options" in known else ()
    table.only(*common, *known, *more)
    made = _options(table, areas) if more and "options_from" in table else {}
    given = {key: table.values[key] for key in known if key in table.values and key not in made}
    return read_settings(table, kind, given, made) | made


def _options(table: Table, areas: tuple[GoalArea, ...]) -> dict[str, Any]:
    """The `options` that `options_from` stands for."""
    source = table.word("options_from", SOURCE)
    if source and source != SOURCE:
        table.fault(
            "options_from",
            f"{quoted(source)} is no list of options{meant(source, [SOURCE])} "
            f'Write options_from = "{SOURCE}", or options = [ … ]',
        )
    elif "options" in table:
        table.fault("options_from", "stands beside options; keep one of the two")
    elif len(areas) < 2:
        table.fault(
            "options_from", "there are not two goal areas to choose from; write options = [ … ]"
        )
    return {"options": [{"key": area.key, "label": area.title} for area in areas]}


def _report_fields(row: Row, *, filled: bool) -> None:
    """Report every `{…}` in the row's texts that nothing will take the place of. They are taken
    as the file has them, so that another fault of the prompt hides none."""
    for path, text in _written(row.table.values, ()):
        for field in _FIELD.findall(text):
            if field != AREA:
                sentence = f"{field} stands for nothing; only {AREA} is filled in"
            elif not filled:
                sentence = f"no goal area for {AREA}; write goal_area = … or drop {AREA}"
            else:
                continue
            row.table.report.fault((*row.table.path, *path), sentence)


def _written(value: object, path: Place) -> Iterator[tuple[Place, str]]:
    """Every text below a value, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _written(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _written(each, (*path, number))


def _report_doubled(repeated: list[Row], once: list[Row], areas: tuple[GoalArea, ...]) -> None:
    """Report rows whose prompts would have the key of another prompt; each row once."""
    seen = Seen()
    for row in (*repeated, *once):
        path = (*row.table.path, "key")
        keys = [f"{area}-{row.key}" for area in _keys(areas) if row.key]
        for key in keys if row in repeated else [row.key]:
            if first := seen.again(key, row.table.report.lines[path]):
                row.table.fault(
                    "key",
                    f'there is a prompt "{key}" from line {first} already; write another key',
                )
                break


def _ordered(
    repeated: list[Row], once: list[Row], areas: tuple[GoalArea, ...]
) -> Iterator[tuple[Row, GoalArea | None]]:
    """Each prompt's row and goal area: the first ones, area by area, the others, the last ones."""
    by_key = {area.key: area for area in areas}

    for row in once:
        if row.position == "first":
            yield row, by_key.get(row.goal_area or "")
    for area in areas:
        yield from ((row, area) for row in repeated)
        yield from ((r, area) for r in once if not r.position and r.goal_area == area.key)
    yield from ((row, None) for row in once if not row.position and not row.goal_area)
    for row in once:
        if row.position == "last":
            yield row, by_key.get(row.goal_area or "")


def _prompt(
    row: Row,
    area: GoalArea | None,
    areas: tuple[GoalArea, ...],
    angles: tuple[Angle, ...],
    words: dict[str, Any],
    language: str,
) -> AgendaPrompt:
    def fill(_path: Place, texts: Texts) -> Texts:
        return filled(texts, area)

    kind = kinds[row.kind]
    multiplied = area is not None and row.table.path[0] == "each_goal_area"
    place = area.key if area else None
    return AgendaPrompt(
        key=f"{area.key}-{row.key}" if area and multiplied else row.key,
        kind=row.kind,
        goal_area=place,
        angle=row.angle,
        text=filled(row.text, area),
        heading=headed(row.text, area),
        help=filled(row.help, area),
        window=row.window,
        settings=completed(kind, mapped(kind, row.settings, fill), words, language),
        prefix=row.prefix or derived_prefix(areas, angles, place, row.angle, row.key),
    )


def derived_prefix(
    areas: tuple[GoalArea, ...],
    angles: tuple[Angle, ...],
    area: str | None,
    angle: str | None,
    key: str,
) -> str:
    """How ids of statements begin by themselves: the number of the goal area, 0 without one, and
    the letters of the angle, or the first one of the key in its row of the file."""
    number = next((n for n, each in enumerate(areas, start=1) if each.key == area), 0)
    return f"T{number}-{initials_of(angles)[angle] if angle else letters_of(key)[0]}"


def headed(text: Texts, area: GoalArea | None) -> Texts:
    """A text of a file as places say it that name the goal area already."""
    return filled({each: _TAIL.sub("", said) for each, said in text.items()}, area)


def filled(texts: Texts, area: GoalArea | None) -> Texts:
    """Texts with the goal area's title, in the same language where it has one, in its place."""
    if area is None:
        return texts
    fallback = next(iter(area.title.values()))
    return {
        each: text.replace(AREA, area.title.get(each, fallback)) for each, text in texts.items()
    }


def initials_of(angles: tuple[Angle, ...]) -> dict[str, str]:
    """Angle key -> the fewest first letters of it that no earlier angle has taken: `V`, `K`, `VA`.

    Public ids are read aloud, so these are A-Z and digits only.
    """
    initials: dict[str, str] = {}
    for angle in angles:
        letters = letters_of(angle.key)
        starts = (letters[:length] for length in range(1, len(letters) + 1))
        numbered = (f"{letters}{number}" for number in count(2))
        free = (each for each in chain(starts, numbered) if each not in initials.values())
        initials[angle.key] = next(free)
    return initials


def letters_of(key: str) -> str:
    """The letters and digits of a key, as in a public id."""
    return re.sub(r"[^A-Z0-9]", "", key.upper())
