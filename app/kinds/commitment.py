"""Commitment: a measure that an organisation could take on, and how ready it is to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import Whole
from app.kinds.written import TEXT_LENGTH, written

Strength = Literal["ready", "needs_decision", "to_explore"]
STRENGTHS: tuple[Strength, ...] = get_args(Strength)

DETAIL_LENGTH = 200  # graphemes in actor, when and needs


class CommitmentSettings(Strict):
    max_length: Annotated[Whole, Field(ge=1, le=TEXT_LENGTH)] = TEXT_LENGTH  # of the measure


class CommitmentValue(Strict):
    measure: str = ""
    strength: Strength | None = None
    actor: str | None = None
    when: str | None = None
    needs: str | None = None


class Commitment(Kind):
    """`{"measure": str, "strength": …, "actor": str?, "when": str?, "needs": str?}`.

    A participant may send several. The tally counts strengths by class of organisation, all three
    for every class that has any; its text is never shown on the screen.
    """

    key = "commitment"
    counts = "every"
    statement = True
    growing = frozenset({"max_length"})
    Settings = CommitmentSettings
    Value = CommitmentValue

    def check(self, settings: CommitmentSettings, value: CommitmentValue) -> CommitmentValue:
        measure = written(value.measure, limit=settings.max_length, field="measure")
        if not measure:
            raise InvalidAnswer("error.answer.measure_missing", field="measure")
        if value.strength is None:
            raise InvalidAnswer("error.answer.strength_missing", field="strength")
        return CommitmentValue(
            measure=measure,
            strength=value.strength,
            actor=_detail(value.actor, "actor"),
            when=_detail(value.when, "when"),
            needs=_detail(value.needs, "needs"),
        )

    def tally(self, settings: CommitmentSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        classes: dict[str, Counter[str]] = defaultdict(Counter)
        for answer in answers:
            classes[answer.organisation_class][answer.value["strength"]] += 1
        return {
            "by_class": {
                each: {strength: classes[each][strength] for strength in STRENGTHS}
                for each in sorted(classes)
            },
            "total": len(answers),
        }

    def columns(self, settings: CommitmentSettings) -> list[Column]:
        return [
            Column("measure", "column.measure", "text"),
            Column("strength", "column.strength", "text", labelled=True),
            Column("actor", "column.actor", "text"),
            Column("when", "column.when", "text"),
            Column("needs", "column.needs", "text"),
        ]

    def rows(self, settings: CommitmentSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{each.key: value.get(each.key) for each in self.columns(settings)}]

    def labels(self, settings: CommitmentSettings) -> dict[str, Texts | str]:
        return {strength: f"strength.{strength}" for strength in STRENGTHS}

    def text(self, value: dict[str, Any]) -> str:
        texts = (value.get(each) for each in ("measure", "actor", "when", "needs"))
        return "\n".join(each for each in texts if each)


def _detail(text: str | None, field: str) -> str | None:
    return written(text, limit=DETAIL_LENGTH, field=field) or None if text else None


kind = Commitment()
