"""The first page of the workbook: what this is, from which moment, how to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.frames import Frames
    from exports.reading import Reading

Line = tuple[str, str | int]
"""What, and what of it."""


def cover_lines(frames: Frames) -> list[Line]:
    """The facts of the snapshot, numbers as numbers."""
    t, reading = frames.words.t, frames.reading
    facts: list[Line] = [
        ("event", t.text(reading.agenda.title)),
        ("code", reading.agenda.code),
        ("date", t.date(reading.agenda.date)),
        ("snapshot", frames.stated),
        ("version", reading.version),
        ("product", frames.product),
        ("joined", sum(not each.imported for each in reading.people)),
        *(_of_public(frames) if frames.audience == "public" else _of_everything(reading)),
    ]
    if reading.rehearsing:
        facts.insert(0, ("rehearsing", t(f"exports.cover.nothing_meant.{frames.audience}")))
    return [(t(f"exports.cover.{key}"), value) for key, value in facts]


def _of_everything(reading: Reading) -> list[Line]:
    numbers = reading.answers.numbers
    return [
        ("answered", numbers.answered),
        ("counted", numbers.counted),
        ("late", numbers.late),
        ("withdrawn", numbers.withdrawn),
        ("source", numbers.paper),
        ("imported", numbers.imported),
        ("windowed", numbers.windowed),
        ("rehearsal", numbers.rehearsal),
    ]


def _of_public(frames: Frames) -> list[Line]:
    """Numbers of what is published. How many came late, on paper or before the event would be small
    groups, and how many answered anything bounds every small group."""
    published = sum(1 for _ in frames.reading.answers)
    return [("published", published), ("redacted", frames.redacted)]


def sheet_lines(frames: Frames) -> list[Line]:
    """Every sheet and what it is for."""
    t, found = frames.words.t, [(table.sheet, table.purpose) for table in frames.tables]
    if frames.sums:
        place = found.index((frames.sums[0].sheet, frames.sums[0].purpose))
        found.insert(place, (t("exports.sheet.graphs"), t("exports.purpose.graphs")))
    return list(found)


def reading_lines(frames: Frames) -> list[Line]:
    """How to read the workbook, a line a subject."""
    t = frames.words.t
    if frames.audience == "public":
        names = ["withheld", "classes", "redacted", "own_word"]
        return [
            (t(f"exports.cover.public.{name}.what"), t(f"exports.cover.public.{name}.how"))
            for name in names
        ]
    names = ["rows", "late", "participant", "text", "time"]
    names.insert(0, "plan")
    if frames.commitments is not None:
        names.insert(1, "commitments")
    if frames.commitments is not None or frames.statements is not None:
        names.insert(1, "dispositions")
    return [
        (t(f"exports.cover.about.{name}.what"), t(f"exports.cover.about.{name}.how"))
        for name in names
    ]
