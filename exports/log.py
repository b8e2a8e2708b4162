"""The moderation log as a table: who did what, when, and what of it was taken back."""

from __future__ import annotations

from app.acts.log import deeds
from app.acts.sentences import doer, sentence
from exports.clocks import clock
from exports.reading import Reading
from exports.tables import Field, Table, table
from exports.words import Words


def log_table(reading: Reading, words: Words) -> Table:
    """A row an act, oldest first. Nothing that participants wrote is in it."""
    t = words.t
    rows = []
    for each in deeds(reading.answers.connection, reading.answers.event_id):
        wall, zone = clock(each.at, words)
        rows.append(
            (
                wall,
                zone,
                doer(t, each),
                t(f"keys.role.{each.role}") if each.role else None,
                sentence(t, reading.agenda, each),
                t("exports.yes") if each.undone else None,
                words.rooms.get(each.room or "", each.room),
                "undo" if each.undoes else each.act,
                each.target,
            )
        )
    return table(
        t("exports.sheet.log"),
        "Log",
        t("exports.purpose.log"),
        [
            Field("at", t("exports.column.done_at"), "time", 19),
            Field("zone", t("exports.column.zone"), "text", 28),
            Field("actor", t("log.column.who"), "text", 30),
            Field("role", t("log.column.role"), "text", 16),
            Field("what", t("log.column.what"), "text", 80),
            Field("undone", t("log.column.undone"), "text", 11),
            Field("room", t("log.column.room"), "text", 24),
            Field("act", t("log.column.act"), "text", 24),
            Field("target", t("log.column.target"), "text", 32),
        ],
        rows,
    )
