"""What every key and column of the exports means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.dispositions import STATES as STATES_OF_PLAN
from app.text.hints import HINTS
from exports import confirmed, disposed
from exports.measures import STATES
from exports.reading import Reading
from exports.tables import Field, Table, table
from exports.words import Words

Line = tuple[str, str, str, str]
"""List, key, name, what else is to know."""


def codebook_table(
    reading: Reading, long: Table, words: Words, redacted: int | None = None
) -> Table:
    """One line a column and a key, list by list. For everybody with what stands for a figure that
    is withheld and for personal data, taken out in `redacted` places, and without what nobody is
    told of."""
    internal = redacted is None
    lines = [
        *_columns(long, words),
        *(() if redacted is None else _signs(redacted, words)),
        *_parties(reading, words, internal),
        *_asked(reading, words),
        *_kinds(reading, words),
        *_states(STATES if internal else STATES[:1], words),
        *_confirmed(reading, words),
        *(_disposed(reading, words) if internal else ()),
    ]
    names = ("list", "key", "label", "note")
    widths = (40, 34, 80, 80)
    return table(
        words.t("exports.sheet.codebook"),
        "Codebook",
        words.t("exports.purpose.codebook"),
        [
            Field(name, words.t(f"exports.codebook.{name}"), "text", width)
            for name, width in zip(names, widths, strict=True)
        ],
        dict.fromkeys(lines),  # prompts of one kind may share what the product itself names
    )


def _columns(long: Table, words: Words) -> Iterator[Line]:
    title = words.t("exports.codebook.columns")
    for field in long.fields:
        yield title, field.key, field.label, field.note


def _confirmed(reading: Reading, words: Words) -> Iterator[Line]:
    """What organisations said of their commitments, in the sheet that lists them."""
    if any(prompt.kind.key == confirmed.KIND for prompt in reading.prompts):
        title, *_ = found = confirmed.fields(words)
        note = words.t("confirmation.column.about")
        for field in found:
            yield words.t("exports.codebook.columns"), field.key, field.label, note
        for decision in confirmed.DECISIONS:
            yield title.label, decision, words.t(f"confirmation.decision.{decision}"), ""


def _disposed(reading: Reading, words: Words) -> Iterator[Line]:
    """What became of statements, in the sheets that list them."""
    if any(prompt.kind.statement and not prompt.kind.beside for prompt in reading.prompts):
        title, *_ = found = disposed.fields(words)
        for field in found:
            yield words.t("exports.codebook.columns"), field.key, field.label, field.note
        for state in STATES_OF_PLAN:
            yield title.label, state, words.t(f"dispositions.{state}"), ""


def _signs(redacted: int, words: Words) -> Iterator[Line]:
    t = words.t
    title = t("exports.codebook.signs")
    what, how = (t(f"exports.cover.public.withheld.{each}") for each in ("what", "how"))
    yield title, words.withheld, what, how
    count = t("exports.codebook.redacted", n=redacted)
    for name in HINTS:
        yield title, t(f"exports.redacted.{name}"), t("exports.cover.public.redacted.what"), count


def _parties(reading: Reading, words: Words, internal: bool) -> Iterator[Line]:
    for organisation in reading.agenda.organisations:
        yield (
            words.t("exports.column.organisation"),
            organisation.key,
            words.organisations[organisation.key],
            words.classes.get(organisation.class_, organisation.class_),
        )
    lists = [("class", words.classes)]
    if internal:
        lists += [("role", words.roles), ("room", words.rooms)]
    for title, names in lists:
        for key, name in names.items():
            yield words.t(f"exports.column.{title}"), key, name, ""


def _asked(reading: Reading, words: Words) -> Iterator[Line]:
    for area in reading.agenda.goal_areas:
        title = words.t.text(area.title)
        yield words.t("exports.column.goal_area"), area.key, words.areas[area.key], title
    for angle in reading.agenda.angles:
        title = words.t.text(angle.title)
        yield words.t("exports.column.angle"), angle.key, words.angles[angle.key], title
    for prompt in reading.prompts:
        kind = words.kind(prompt.kind)
        yield words.t("exports.column.prompt"), prompt.key, words.t.text(prompt.text), kind
    for prompt in reading.prompts:
        title = words.t("exports.codebook.choices", prompt=prompt.key)
        for key, name in prompt.kind.labels(prompt.settings).items():
            where = words.kind(prompt.kind) if isinstance(name, str) else title
            yield where, key, words.labels(prompt)[key], ""
        for step, name in words.ends(prompt).items():
            yield title, step, name, words.t("exports.codebook.end")


def _kinds(reading: Reading, words: Words) -> Iterator[Line]:
    for kind in dict.fromkeys(prompt.kind for prompt in reading.prompts):
        counts = words.t(f"exports.codebook.counts.{kind.counts}")
        yield words.t("exports.column.kind"), kind.key, words.kind(kind), counts


def _states(states: Iterable[str], words: Words) -> Iterator[Line]:
    for state in states:
        note = words.t(f"exports.codebook.state.{state}")
        yield words.t("exports.column.state"), state, words.state(state), note
