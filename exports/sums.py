"""A table for each kind in use: what its prompts add up to, in all and class by class."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from app.kinds import Counted
from exports.measures import MAIN, NOBODY, Measures, by_class, main_of_classes, measured
from exports.reading import Asked, Reading
from exports.tables import Field, Table, Type, table
from exports.told import WITHHELD
from exports.words import Words

_TYPES: dict[str, Type] = {
    **dict.fromkeys(("mean", "mean_rank", "x", "y"), "decimal"),
    **dict.fromkeys(("place_x", "place_y", "error_x", "error_y"), "decimal"),
    **dict.fromkeys(("forms", "text", "lemma", "hidden"), "text"),
}


Tell = Callable[[Asked, Sequence[Counted]], dict[str, Measures]]
"""What is told of a prompt's answers: each subject with its numbers."""


def sum_tables(
    reading: Reading, words: Words, tell: Tell = measured, *, classes: bool = True
) -> list[Table]:
    """One table a kind, in the order in which the agenda first uses them; with a column of each
    class of organisations, or without."""
    used: dict[str, list[Asked]] = {}
    for prompt in reading.prompts:
        used.setdefault(prompt.kind.key, []).append(prompt)
    columns = [each.key for each in reading.agenda.organisation_classes] if classes else []
    tables = {each.number for each in reading.people if (each.headcount or 1) > 1}
    return [_sum_table(reading, prompts, tell, columns, words, tables) for prompts in used.values()]


def by_round(reading: Reading, prompt: Asked) -> list[tuple[int, list[Counted]]]:
    """The answers that count, by the round that they were written for; the first one always."""
    counted: dict[int, list[Counted]] = {1: []}
    for given in reading.answers.of(prompt):
        if not given.late:
            counted.setdefault(given.round, []).append(given.counted())
    return sorted(counted.items())


def _sum_table(
    reading: Reading,
    prompts: Sequence[Asked],
    tell: Tell,
    classes: Sequence[str],
    words: Words,
    tables: Collection[int],
) -> Table:
    kind = prompts[0].kind
    purpose = f"exports.purpose.{kind.key if classes else f'public.{kind.key}'}"
    if by_class(prompts[0]):
        classes = ()  # they are the subjects already
    rows = [
        row | {"round": number} | ({"mode": words.t(f"tables.side.{mode}")} if mode else {})
        for prompt in prompts
        for number, of_round in by_round(reading, prompt)
        for mode, answers in sides(prompt, of_round, tables)
        for row in _rows(prompt, answers, tell, classes, words)
    ]
    names = dict.fromkeys(name for row in rows for name in row["measures"])
    fields = list(_fields(prompts[0], list(names), classes, words))
    if any("mode" in row for row in rows):
        fields.insert(3, Field("mode", words.t("exports.column.mode"), "text", 22))
    return table(
        words.known(f"exports.sheet.{kind.key}", words.kind(kind)),
        f"Sum_{kind.key}",
        words.known(purpose, words.t("exports.purpose.sum")),
        fields,
        [tuple(map((row | row["measures"]).get, [each.key for each in fields])) for row in rows],
    )


def sides(
    prompt: Asked, answers: Sequence[Counted], tables: Collection[int]
) -> list[tuple[str, Sequence[Counted]]]:
    """The answers in one, or where some answer alone and some as tables each by itself: the two
    share no percentage and no mean. Statements are statements, whoever wrote them."""
    alone = [each for each in answers if each.participant not in tables]
    together = [each for each in answers if each.participant in tables]
    if not (alone and together and prompt.kind.compares):
        return [("", answers)]
    return [("alone", alone), ("tables", together)]


def _rows(
    prompt: Asked, answers: Sequence[Counted], tell: Tell, classes: Sequence[str], words: Words
) -> Iterator[dict[str, Any]]:
    names = words.classes if by_class(prompt) else words.labels(prompt)
    answered = len({each.participant for each in answers if each.organisation != NOBODY})
    of_classes = main_of_classes(prompt, answers, classes)
    for subject, numbers in tell(prompt, answers).items():
        if "forms" in numbers:
            numbers["forms"] = ", ".join(f"{form} {n}" for form, n in numbers["forms"].items())
        if "hidden" in numbers:
            numbers["hidden"] = words.t("exports.yes") if numbers["hidden"] else None
        yield {
            "goal_area": words.areas.get(prompt.goal_area or "", prompt.goal_area),
            "angle": words.angles.get(prompt.angle or "", prompt.angle),
            "prompt": words.t.text(prompt.heading),
            "prompt_key": prompt.key,
            "subject": names.get(subject, subject) or words.t("exports.measure.all"),
            "measures": _signed(numbers, words),
            "share": _share(numbers.get("count"), answered, words),
            "answered": answered,
            **{f"class.{key}": main for key, main in of_classes.get(subject, {}).items()},
        }


def _share(count: Any, answered: int, words: Words) -> float | str | None:
    if count is WITHHELD:
        return words.withheld
    return count / answered if answered and count is not None else None


def _signed(numbers: Measures, words: Words) -> Measures:
    """What people read where a figure is withheld."""
    return {name: words.withheld if of is WITHHELD else of for name, of in numbers.items()}


def _fields(
    prompt: Asked, names: Sequence[str], classes: Sequence[str], words: Words
) -> Iterator[Field]:
    t = words.t
    yield Field("goal_area", t("exports.column.goal_area"), "text", 44)
    yield Field("angle", t("exports.column.angle"), "text", 32)
    yield Field("prompt", t("exports.column.prompt"), "text", 60)
    if prompt.kind.compares:
        yield Field("round", t("exports.column.round"), "number", 9)
    if not prompt.kind.statement or by_class(prompt):
        yield Field("subject", _subject(prompt, words), "text", 56)
    labels = words.labels(prompt) if by_class(prompt) else {}
    for name in names:
        type_ = _TYPES.get(name, "number")
        label = labels.get(name) or _measure(name, words)
        yield Field(name, label, type_, 50 if type_ == "text" else 14)
        if name == "count":
            yield Field("share", t("exports.measure.share"), "share", 12)
    yield Field("answered", t("exports.measure.answered"), "number", 14)
    main = next((name for name in MAIN if name in names), None)
    for key in classes:
        if main is None:
            continue
        label = t("exports.measure.of_class", what=_measure(main, words), name=words.classes[key])
        yield Field(f"class.{key}", label, _TYPES.get(main, "number"), 17)
    yield Field("prompt_key", t("exports.column.prompt_key"), "text", 32)


def _subject(prompt: Asked, words: Words) -> str:
    if by_class(prompt):
        return words.t("exports.column.class")
    column = next(iter(prompt.kind.columns(prompt.settings)), None)
    return words.known(column.label, column.key) if column else words.t("exports.column.answer")


def _measure(name: str, words: Words) -> str:
    """`counts.4` is the column of one step of a scale, `state.hidden` that of one state,
    `mark.pinned` of one mark."""
    kind, _, which = name.partition(".")
    if kind == "counts":
        return words.t("exports.measure.step", step=which)
    if kind == "state":
        return words.state(which)
    if kind == "mark":
        return words.known(f"questions.mark.{which}", which)
    return words.known(f"exports.measure.{name}", name)
