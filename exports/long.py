"""The long table: a row a statement, choice, rating, word, share of points or commitment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from app.kinds import Column
from exports import confirmed, disposed
from exports.clocks import clock
from exports.export import Audience
from exports.reading import Asked, Given, Person, Reading
from exports.tables import Field, Table, Type, distinct
from exports.words import Words

LOOKED_THROUGH = 20_000  # rows of the ledger up to which columns get the width of their texts
ADDED = "answer."  # before the key of a kind's own column, so that it meets no fixed one

# Columns in their order, with their greatest widths. None is where columns of single kinds go.
_ORDER: tuple[tuple[str, Type, int] | None, ...] = (
    ("statement", "text", 16),
    ("goal_area", "text", 44),
    ("angle", "text", 32),
    ("prompt", "text", 60),
    ("kind", "text", 20),
    ("organisation", "text", 32),
    ("class", "text", 24),
    ("role", "text", 24),
    ("answer", "text", 70),
    ("value", "number", 9),
    None,
    ("stored_at", "time", 19),
    ("zone", "text", 28),
    ("state", "text", 22),
    ("hint", "text", 20),
    ("support", "number", 12),
    ("backers", "number", 16),
    ("exposed", "number", 12),
    ("round", "number", 9),
    ("late", "text", 11),
    ("source", "text", 10),
    ("windowed", "text", 12),
    ("rehearsal", "text", 11),
    ("position", "number", 11),
    ("participant", "number", 13),
    ("table", "number", 8),
    ("headcount", "number", 11),
    ("room", "text", 24),
    ("language", "text", 8),
    ("prompt_key", "text", 32),
    ("organisation_key", "text", 32),
    ("answer_key", "text", 26),
)


# What is left of them where a public reading is told; columns of single kinds stay.
_PUBLIC = frozenset(
    {
        *("statement", "goal_area", "angle", "prompt", "kind", "organisation", "class", "answer"),
        *("state", "support", "backers", "exposed", "round", "prompt_key", "organisation_key"),
    }
)


def long_table(reading: Reading, words: Words, audience: Audience = "internal") -> Table:
    """Every answer of the reading, in agenda order and then as the ledger has them; for the public
    with the columns that its answers have."""
    prompts, kept = reading.prompts, {entry[0] for entry in _ORDER if entry}
    if not reading.agenda.rooms:
        kept.discard("room")
    if audience == "public":
        prompts, kept = tuple(each for each in prompts if each.kind.statement), kept & _PUBLIC
    fields = distinct(
        field
        for field in _fields(prompts, words)
        if field.key in kept or field.key.startswith(ADDED)
    )
    purpose = "answers" if audience == "internal" else "public.answers"
    return Table(
        words.t("exports.sheet.answers"),
        "Answers",
        words.t(f"exports.purpose.{purpose}"),
        fields,
        lambda: long_rows(reading, [field.key for field in fields], words),
        long=reading.answers.sent > LOOKED_THROUGH,
    )


def _fields(prompts: Sequence[Asked], words: Words) -> list[Field]:
    """The columns: the fixed ones, and between them what the kinds in use add."""
    found: list[Field] = []
    for entry in _ORDER:
        if entry is None:
            found += _added(prompts, words)
            continue
        key, type_, width = entry
        label, note = words.t(f"exports.column.{key}"), words.t(f"exports.note.{key}")
        found.append(Field(key, label, type_, width, note))
    return found


def _added(prompts: Sequence[Asked], words: Words) -> Iterator[Field]:
    columns = {
        column.key: column
        for prompt in prompts
        for column in _split(prompt.kind.columns(prompt.settings))[2]
    }
    for column in columns.values():
        width = 36 if column.type == "text" else 10
        label = words.known(column.label, column.key)
        yield Field(f"{ADDED}{column.key}", label, column.type, width)


def _split(columns: Sequence[Column]) -> tuple[Column | None, Column | None, list[Column]]:
    """What goes under `answer`, what under `value`, and the columns a kind has to itself.

    The first text of a kind is its answer. Its number is the value if it has only one: two
    numbers (a place on a grid) mean nothing under one heading.
    """
    texts = [column for column in columns if column.type == "text"]
    numbers = [column for column in columns if column.type == "number"]
    answer = texts[0] if texts else None
    value = numbers[0] if len(numbers) == 1 else None
    return answer, value, [column for column in columns if column not in (answer, value)]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all rows of a prompt have in common, looked up once."""

    cells: dict[str, Any]
    labels: dict[str, str]
    answer: Column | None
    value: Column | None
    others: list[Column]


Cells = dict[str, Any]
Parts = tuple[Cells, Cells, Cells, Cells]
"""The cells of one row: those of the prompt, of the participant, of the answer, and its own. The
first two are the same object in every row that has them in common."""


def long_rows(
    reading: Reading, keys: Sequence[str], words: Words, prompts: Iterable[Asked] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of these columns, of all prompts by default."""
    nothing = dict.fromkeys(keys)
    row_of = itemgetter(*keys)
    for of_prompt, of_person, of_answer, own in long_parts(reading, words, prompts):
        yield row_of(nothing | of_prompt | of_person | of_answer | own)


def long_parts(
    reading: Reading, words: Words, prompts: Iterable[Asked] | None = None
) -> Iterator[Parts]:
    """The same in parts, without the cells that are empty."""
    people = _People(words)
    for prompt in reading.prompts if prompts is None else prompts:
        shared = _of_prompt(prompt, words)
        answers = reading.answers.of(prompt)
        told = _told(prompt, answers, words)
        committed = prompt.kind.key == confirmed.KIND
        in_time = {
            given.statement for given in answers if not given.late and (committed or given.disposed)
        }
        for given in answers:
            of_person, of_answer = people.cells(given.person), _of_answer(given, words)
            if (committed or given.disposed) and not (given.late and given.statement in in_time):
                of_answer |= disposed.cells(given.disposed, words) | confirmed.cells(given, words)
            # An answer in which nothing was filled in still has its row.
            for row in prompt.kind.rows(prompt.settings, given.value) or [{}]:
                yield shared.cells, of_person, of_answer, _said(shared, given, row, told, words)


def _said(
    shared: _Shared,
    given: Given,
    row: dict[str, Any],
    told: dict[str, dict[str, Any]],
    words: Words,
) -> dict[str, Any]:
    """What is of one row alone."""
    answer = _cell(shared.answer, row, shared.labels)
    cells = {"answer": answer, "value": _cell(shared.value, row, shared.labels)}
    if shared.answer and shared.answer.labelled:
        cells["answer_key"] = row.get(shared.answer.key)
    if shared.others:
        row = row | told.get(answer or "", {})
        if given.mark:
            row["mark"] = words.known(f"questions.mark.{given.mark}", given.mark)
        for column in shared.others:
            cells[f"{ADDED}{column.key}"] = _cell(column, row, shared.labels)
    return cells


def _told(prompt: Asked, answers: Iterable[Given], words: Words) -> dict[str, dict[str, Any]]:
    """What the whole room decides about a text."""
    if not prompt.kind.decides:
        return {}
    counted = [given.counted() for given in answers if not given.late]
    return {
        text: cells
        | ({"how": words.known(f"wording.how.{cells['how']}", "")} if "how" in cells else {})
        for text, cells in prompt.kind.told(prompt.settings, counted).items()
    }


def _of_prompt(prompt: Asked, words: Words) -> _Shared:
    answer, value, others = _split(prompt.kind.columns(prompt.settings))
    cells = {
        "goal_area": words.areas.get(prompt.goal_area or "", prompt.goal_area),
        "angle": words.angles.get(prompt.angle or "", prompt.angle),
        "prompt": words.t.text(prompt.heading),
        "kind": words.kind(prompt.kind),
        "prompt_key": prompt.key,
    }
    return _Shared(cells, words.labels(prompt), answer, value, others)


class _People:
    """The cells of participants, each made once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._made: dict[int, tuple[Person, Cells]] = {}

    def cells(self, person: Person) -> Cells:
        """The same object for the same person. Found by identity, since a person has ten fields to
        hash; that the person is kept as well keeps the identity theirs."""
        made = self._made.get(id(person))
        if made is None:
            made = self._made[id(person)] = person, _of_person(person, self._words)
        return made[1]


def _of_person(person: Person, words: Words) -> dict[str, Any]:
    return {
        "organisation": words.organisations.get(person.organisation, person.organisation) or None,
        "class": words.classes.get(person.organisation_class, person.organisation_class) or None,
        "role": words.roles.get(person.role, person.role) or None,
        "source": words.known(f"exports.source.{person.source}", person.source),
        "rehearsal": words.t("exports.yes") if person.rehearsal else None,
        "participant": person.number,
        "table": person.table,
        "headcount": person.headcount,
        "room": words.rooms.get(person.room or "", person.room) or None,
        "language": person.language or None,
        "organisation_key": person.organisation or None,
    }


def _of_answer(given: Given, words: Words) -> dict[str, Any]:
    """What there is of an answer beside what it says."""
    wall, zone = clock(given.stored_at, words)
    cells: dict[str, Any] = {
        "stored_at": wall,
        "zone": zone,
        "round": given.round,
        "position": given.position,
    }
    if given.statement is not None:
        cells["statement"] = given.statement
        cells["state"] = words.state(given.state or "", given.prompt.kind)
    if given.support is not None:
        people, organisations, exposed = given.support
        cells |= {"support": people, "backers": organisations}
        if not given.prompt.kind.beside:  # everybody could read what stands beside the stage
            cells["exposed"] = exposed
    if found := given.hint:
        cells["hint"] = words.t(f"hint.{found}")
    if given.late:
        cells["late"] = words.t("exports.yes")
    if given.windowed:
        cells["windowed"] = words.t("exports.yes")
    return cells


def _cell(column: Column | None, row: dict[str, Any], labels: dict[str, str]) -> Any:
    if column is None:
        return None
    value = row.get(column.key)
    return labels.get(value, value) if column.labelled and value is not None else value
