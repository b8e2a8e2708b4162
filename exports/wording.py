"""What the moderator made of words: every act, by whom and when, also those taken back."""

from __future__ import annotations

from exports.clocks import clock
from exports.reading import Reading
from exports.tables import Field, Table, table
from exports.words import Words

WIDTHS = {"goal_area": 44, "prompt": 60, "act": 24, "words": 60, "name": 32, "actor": 16}


def wording_table(reading: Reading, words: Words) -> Table | None:
    """A row an act, in the order of the moderation log; None where nobody changed anything."""
    if not reading.reworded:
        return None
    t = words.t
    asked = {prompt.key: prompt for prompt in reading.prompts}
    rows = []
    for each in reading.reworded:
        prompt = asked[each.prompt]
        area = words.areas.get(prompt.goal_area or "", prompt.goal_area)
        wall, zone = clock(each.at, words)
        rows.append(
            (
                area,
                t.text(prompt.heading),
                words.known(f"exports.wording.{each.act}", each.act),
                ", ".join(each.words),
                each.name or None,
                words.known(f"exports.actor.{each.actor}", each.actor),
                wall,
                zone,
                t("exports.yes") if each.undone else None,
                each.prompt,
            )
        )
    return table(
        t("exports.sheet.wording"),
        "Wording",
        t("exports.purpose.wording"),
        [
            Field("goal_area", t("exports.column.goal_area"), "text", WIDTHS["goal_area"]),
            Field("prompt", t("exports.column.prompt"), "text", WIDTHS["prompt"]),
            Field("act", t("exports.column.act"), "text", WIDTHS["act"]),
            Field("words", t("exports.column.words"), "text", WIDTHS["words"]),
            Field("name", t("exports.column.new_name"), "text", WIDTHS["name"]),
            Field("actor", t("exports.column.by"), "text", WIDTHS["actor"]),
            Field("at", t("exports.column.done_at"), "time", 19),
            Field("zone", t("exports.column.zone"), "text", 28),
            Field("undone", t("exports.column.undone"), "text", 11),
            Field("prompt_key", t("exports.column.prompt_key"), "text", 32),
        ],
        rows,
    )
