"""How every Word document begins: what it is, of which moment, for whom, how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exports.charts import PLAIN, Look
from exports.word.document import About, Document

if TYPE_CHECKING:
    from exports.frames import Frames


# What is said of texts that are in no public document.
UNPUBLISHED = {"report.read.marks", "report.read.commitments"}


def begun(
    frames: Frames,
    title: str,
    about: str,
    lines: Sequence[str],
    look: Look = PLAIN,
    *,
    wide: bool = False,
) -> Document:
    """A new document: its title, what it is in a line, the facts, and the named lines (keys of the
    catalogue below `report.read`) of how to read it."""
    t, reading = frames.words.t, frames.reading
    event, mark = t.text(reading.agenda.title), frames.mark
    if reading.rehearsing:
        mark = f"{t('exports.cover.rehearsing')} · {mark}"
    document = Document(
        About(
            title=f"{title} – {event}",
            language=t.language,
            accent=look.fill.removeprefix("#"),
            foot=f"{event} · {mark}",
            product=frames.product,
            created=frames.created,
            figure=t("report.figure"),
            table=t("report.table"),
        )
    )
    document.turn(wide)
    document.heading(title, 1)
    document.text(t("report.subtitle", about=about, event=event), "Subtitle")
    moment = {"at": t.date(reading.changed_at), "time": t.time(reading.changed_at)}
    facts = t(
        "report.facts", date=t.date(reading.agenda.date), version=str(reading.version), **moment
    )
    document.text(facts, "Subtitle")
    if reading.rehearsing:
        nothing = t(f"exports.cover.nothing_meant.{frames.audience}")
        document.text(f"{t('exports.cover.rehearsing')}: {nothing}", "Notice")
    notice = t("report.internal") if frames.audience == "internal" else frames.notice
    document.text(notice, "Notice")
    keys = [f"report.read.{line}" for line in lines]
    if frames.audience == "public":
        keys = [key for key in keys if key not in UNPUBLISHED]
        keys += [f"exports.cover.public.{line}" for line in ("own_word", "withheld", "redacted")]
    for key in keys:
        document.named(t(f"{key}.what"), t(f"{key}.how"))
    return document
