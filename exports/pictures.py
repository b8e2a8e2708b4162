"""A prompt's figures as a picture and as the table of what is in it.

Which picture it is follows from the measures that a kind has, not from its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kinds.commitment import STRENGTHS
from exports.charts import PLAIN, Axis, Bar, Look, Placed, Rated, bars, diverging, places
from exports.measures import Measures, by_class
from exports.reading import Asked
from exports.told import ALL, WITHHELD
from exports.word.tables import Column
from exports.words import Words

PICTURED, LISTED = 10, 20  # words in a picture and in its table; the workbook has all of them
NAMED = 6  # figures that the words for who does not see a picture name; the table has all
NONE = "–"  # where there is nothing to reckon
WIDE, NARROW = 4.0, 1.0  # shares of a table's width
_FORMS: dict[str, str] = dict(zip(STRENGTHS, ("full", "half", "open"), strict=True))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, drawn when it is asked for, and the table beside it."""

    draw: Callable[[], bytes]
    about: str  # the picture in words
    columns: tuple[Column, ...]
    rows: list[tuple[str, ...]]
    left_out: int = 0  # subjects that are in the workbook alone


def picture_of(
    prompt: Asked, measures: Mapping[str, Measures], answered: int, words: Words, look: Look
) -> Picture | None:
    """The picture of what `answered` participants said; None for measures that have none."""
    shown = {name: each for name, each in measures.items() if not each.get("hidden")}
    sample = next(iter(shown.values()), {})
    if by_class(prompt):
        return _strengths(prompt, shown, words)
    if "x" in sample:
        return _placed(prompt, shown, words)
    if "mean_rank" in sample:
        return _ranked(prompt, shown, words, look)
    if any(name.startswith("counts.") for name in sample):
        return _rated(prompt, shown, words, look)
    if "sum" in sample:
        return _shared(prompt, shown, words, look)
    return _counted(prompt, shown, answered, words, look) if "count" in sample else None


def _counted(
    prompt: Asked, measures: Mapping[str, Measures], answered: int, words: Words, look: Look
) -> Picture:
    """How many chose an option, or said a word; the most said words alone."""
    names, t = words.labels(prompt), words.t
    listed = list(measures.items())
    if not names:
        listed = listed[:LISTED]
    told = [(names.get(key, key), _told(each["count"], words)) for key, each in listed]
    drawn = [
        Bar(name, _number(each["count"]), n)
        for (name, n), (_, each) in zip(told, listed, strict=True)
    ]
    columns: tuple[Column, ...] = (_subject(prompt, words), _figure("count", words))
    rows: list[tuple[str, ...]] = list(told)
    if names:
        columns += (_figure("share", words),)
        rows = [
            (*row, _share(each["count"], answered, words))
            for row, (_, each) in zip(rows, listed, strict=True)
        ]
    elif any("forms" in each for _, each in listed):
        columns += (Column(t("exports.measure.forms"), WIDE),)
        forms = (
            ", ".join(f"{form} {n}" for form, n in each["forms"].items()) for _, each in listed
        )
        rows = [(*row, form) for row, form in zip(rows, forms, strict=True)]
    most = [bar for bar in drawn if bar.value is not None] or drawn
    pictured = drawn if names else most[:PICTURED]
    return Picture(
        lambda: bars(pictured, look),
        _about("bars", told, words),
        columns,
        rows,
        left_out=len(measures) - len(listed),
    )


def _shared(prompt: Asked, measures: Mapping[str, Measures], words: Words, look: Look) -> Picture:
    """Points that options got."""
    names = words.labels(prompt)
    told = [(names.get(key, key), _told(each["sum"], words)) for key, each in measures.items()]
    drawn = [
        Bar(name, _number(each["sum"]), points)
        for (name, points), each in zip(told, measures.values(), strict=True)
    ]
    means = (_told(each["mean"], words, 1) for each in measures.values())
    return Picture(
        lambda: bars(drawn, look),
        _about("bars", told, words),
        (_subject(prompt, words), _figure("sum", words), _figure("mean", words)),
        [(*row, mean) for row, mean in zip(told, means, strict=True)],
    )


def _ranked(prompt: Asked, measures: Mapping[str, Measures], words: Words, look: Look) -> Picture:
    """Mean places, the best first; a short bar is a good place."""
    names = words.labels(prompt)
    ordered = sorted(
        measures.items(),
        key=lambda each: (_number(each[1]["mean_rank"]) is None, _number(each[1]["mean_rank"])),
    )
    told = [(names.get(key, key), _told(each["mean_rank"], words, 1)) for key, each in ordered]
    drawn = [
        Bar(name, _number(each["mean_rank"]), rank)
        for (name, rank), (_, each) in zip(told, ordered, strict=True)
    ]
    measured = [name for name in ("borda", "first") if name in next(iter(measures.values()))]
    rows = [
        (*row, *(_told(each[name], words) for name in measured))
        for row, (_, each) in zip(told, ordered, strict=True)
    ]
    figures = (_figure(name, words) for name in ("mean_rank", *measured))
    return Picture(
        lambda: bars(drawn, look),
        _about("ranks", told, words),
        (_subject(prompt, words), *figures),
        rows,
    )


def _rated(prompt: Asked, measures: Mapping[str, Measures], words: Words, look: Look) -> Picture:
    """How many gave each step of a scale, and the mean."""
    names, t = words.labels(prompt), words.t
    steps = [int(name.removeprefix("counts.")) for name in next(iter(measures.values()))
             if name.startswith("counts.")]  # fmt: skip
    counts = {
        key: {step: _number(each[f"counts.{step}"]) or 0 for step in steps}
        for key, each in measures.items()
    }
    drawn = [
        Rated(
            names.get(key, key),
            {step: int(n) for step, n in counts[key].items()},
            _told(each["mean"], words, 1),
            t("report.n", n=_told(each["n"], words)),
            words.withheld if any(each[f"counts.{step}"] is WITHHELD for step in steps) else "",
        )
        for key, each in measures.items()
    ]
    ends = words.ends(prompt)
    axis = Axis("", ends.get(str(steps[0]), ""), ends.get(str(steps[-1]), ""))
    rows = [
        (
            names.get(key, key),
            *(_told(each[f"counts.{step}"], words) for step in steps),
            _told(each["n"], words),
            _told(each["mean"], words, 1),
        )
        for key, each in measures.items()
    ]
    return Picture(
        lambda: diverging(drawn, steps, axis, look),
        _about("scale", [(each.label, each.mean) for each in drawn], words),
        (
            _subject(prompt, words),
            *(Column(str(step), 0.5, number=True) for step in steps),
            _figure("n", words),
            _figure("mean", words),
        ),
        rows,
    )


def _placed(prompt: Asked, measures: Mapping[str, Measures], words: Words) -> Picture:
    """Mean places on two axes; the table numbers the items as the picture does."""
    names = words.labels(prompt)
    drawn = [
        Placed(names.get(key, key), _number(each["x"]), _number(each["y"]))
        for key, each in measures.items()
    ]
    across, up = (_axis(prompt, name, words) for name in ("x", "y"))
    corners = [_corner(prompt, name, words) for name in ("both", "x", "y", "neither")]
    low, high = prompt.kind.ends(prompt.settings)
    rows: list[tuple[str, ...]] = [
        (
            str(number),
            names.get(key, key),
            _told(each["x"], words, 1),
            _told(each["y"], words, 1),
            _told(each["n"], words),
        )
        for number, (key, each) in enumerate(measures.items(), start=1)
    ]
    columns = (
        Column(words.t("report.number"), 0.5, number=True),
        _subject(prompt, words),
        Column(across.name, NARROW, number=True),
        Column(up.name, NARROW, number=True),
        _figure("n", words),
    )
    told = [(f"{number} {name}", f"{x}; {y}") for number, name, x, y, _ in rows]
    both, of_x, of_y, neither = corners
    return Picture(
        lambda: places(drawn, (low or 0, high or 1), (across, up), (both, of_x, of_y, neither)),
        _about("places", told, words),
        columns,
        rows,
    )


def _axis(prompt: Asked, name: str, words: Words) -> Axis:
    axis = getattr(prompt.settings, name)
    given = (getattr(axis, part) for part in ("name", "low", "high"))
    texts = zip(given, ("name", "low", "high"), strict=True)
    return Axis(
        *(words.t.text(text) if text else words.t(f"grid.{name}.{part}") for text, part in texts)
    )


def _corner(prompt: Asked, name: str, words: Words) -> str:
    text = getattr(prompt.settings.corners, name)
    return words.t.text(text) if text else words.t(f"grid.corner.{name}")


def _strengths(prompt: Asked, measures: Mapping[str, Measures], words: Words) -> Picture:
    """Commitments by how ready they are: in all, and in the table class by class."""
    names, t = words.labels(prompt), words.t
    counted = (*names, "total")
    summed = {key: sum(_number(each[key]) or 0 for each in measures.values()) for key in counted}
    every = measures.get(ALL, summed)  # where some are withheld the rest is no sum
    told = [(names[key], _told(every[key], words)) for key in names]
    drawn = [
        Bar(names[key], _number(every[key]), n, _FORMS.get(key, "full"))
        for key, (_, n) in zip(names, told, strict=True)
    ]
    rows = [
        (words.classes.get(class_, class_), *(_told(each[key], words) for key in counted))
        for class_, each in measures.items()
        if class_ != ALL
    ]
    rows.append((t("report.all"), *(_told(every[key], words) for key in counted)))
    return Picture(
        lambda: bars(drawn, PLAIN),
        _about("bars", told, words),
        (
            Column(t("exports.column.class"), 2),
            *(Column(name, NARROW, number=True) for name in names.values()),
            _figure("total", words),
        ),
        rows,
    )


def _subject(prompt: Asked, words: Words) -> Column:
    first = prompt.kind.columns(prompt.settings)[0]
    return Column(words.known(first.label, first.key), WIDE if words.labels(prompt) else 2)


def _figure(name: str, words: Words) -> Column:
    return Column(words.t(f"exports.measure.{name}"), NARROW, number=True)


def _about(kind: str, told: list[tuple[str, str]], words: Words) -> str:
    figures = "; ".join(f"{name} {figure}" for name, figure in told[:NAMED])
    return words.t(f"report.about.{kind}", figures=figures)


def _told(value: Any, words: Words, decimals: int = 0) -> str:
    if value is WITHHELD:
        return words.withheld
    number = _number(value)
    return NONE if number is None else words.t.number(number, decimals)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) else None


def _share(value: Any, answered: int, words: Words) -> str:
    if value is WITHHELD:
        return words.withheld
    number = _number(value)
    if number is None or not answered:
        return NONE
    return words.t("report.percent", n=100 * number / answered)
