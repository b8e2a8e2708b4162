"""What organisations said of their commitments after the event, beside what the hall has: the
columns of it, filled from the newest confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exports.clocks import clock
from exports.export import Audience
from exports.reading import Asked, Confirmed, Given, Left
from exports.tables import Field
from exports.words import Words

PREFIX = "confirmed."  # of the keys of all columns but the first
KIND = "commitment"
DECISIONS = ("confirmed", "corrected", "withdrawn", "open")
_VALUE = {"measure": 60, "strength": 19, "actor": 26, "when": 20, "needs": 34}


def fields(words: Words, audience: Audience = "internal") -> list[Field]:
    """The decision, the commitment as the organisation has it, its note and when that was; for the
    public, whose rows are in the organisation's own words already, the decision alone."""
    t = words.t
    decision = Field("confirmation", t("confirmation.column.decision"), "text", 22)
    if audience == "public":
        return [decision]
    names = {key: t(f"column.{key}").lower() for key in _VALUE}
    value = [
        Field(f"{PREFIX}{key}", t("confirmation.column.value", of=names[key]), "text", width)
        for key, width in _VALUE.items()
    ]
    note = Field(f"{PREFIX}note", t("confirmation.column.note"), "text", 44)
    return [decision, *value, note, Field(f"{PREFIX}at", t("confirmation.column.at"), "time", 19)]


def cells(given: Given, words: Words) -> dict[str, Any]:
    """What is said of a commitment, by key of the column; nothing of any other answer."""
    if given.prompt.kind.key != KIND:
        return {}
    return _cells(given.confirmed, given.prompt, words)


def left_cells(left: Left, words: Words) -> dict[str, Any]:
    """A row of what an organisation made its own and its participant took back afterwards."""
    class_ = left.organisation_class
    return {
        "statement": left.statement,
        "goal_area": words.areas.get(left.prompt.goal_area or "", left.prompt.goal_area),
        "organisation": words.organisations.get(left.organisation, left.organisation),
        "class": words.classes.get(class_, class_),
        "state": words.t("confirmation.column.left"),
        **_cells(left.confirmed, left.prompt, words),
    }


def _cells(own: Confirmed | None, prompt: Asked, words: Words) -> dict[str, Any]:
    decision = own.decision if own else "open"
    told = {"confirmation": words.t(f"confirmation.decision.{decision}")}
    if own is None:
        return told
    value: Mapping[str, Any] = {} if decision == "withdrawn" else own.value
    strength = value.get("strength")
    named = {"strength": words.labels(prompt).get(strength, strength)} if strength else {}
    at, _ = clock(own.at, words)
    return {
        **told,
        **{f"{PREFIX}{key}": text for key, text in {**value, **named}.items()},
        f"{PREFIX}note": own.note or None,
        f"{PREFIX}at": at,
    }
