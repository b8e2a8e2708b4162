"""Text: a thought in the participant's own words; each answer is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, StrictBool

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict
from app.kinds.settings import Whole
from app.kinds.wilson import lower_bound
from app.kinds.written import TEXT_LENGTH, written

SHOWN = ("approved", "unreviewed")  # states of a statement whose text may be seen


class TextSettings(Strict):
    max_length: Annotated[Whole, Field(ge=1, le=TEXT_LENGTH)] = TEXT_LENGTH  # graphemes
    support: StrictBool = False  # the room can back others' statements


class TextValue(Strict):
    text: str = ""


class Text(Kind):
    """`{"text": str}`; a participant may send several.

    The tally lists the statements that may be shown, best backed first (by the lower bound of the
    share of those who were shown it), then by id; `total` counts every statement, `waiting` those
    that a moderator has yet to see.
    """

    key = "text"
    counts = "every"
    statement = True
    moderated = True
    growing = frozenset({"max_length", "support"})
    Settings = TextSettings
    Value = TextValue

    def check(self, settings: TextSettings, value: TextValue) -> TextValue:
        text = written(value.text, limit=settings.max_length, field="text")
        if not text:
            raise InvalidAnswer("error.answer.text_missing", field="text")
        return TextValue(text=text)

    def tally(self, settings: TextSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        shown = [answer for answer in answers if answer.statement_state in SHOWN]
        shown.sort(key=best_backed)
        return {
            "statements": [
                {
                    "id": answer.statement,
                    "text": answer.value["text"],
                    "support": answer.support,
                    "organisations": answer.support_organisations,
                    "exposed": answer.exposed,
                }
                for answer in shown
            ],
            "total": len(answers),
            "waiting": sum(answer.statement_state == "waiting" for answer in answers),
        }

    def columns(self, settings: TextSettings) -> list[Column]:
        return [Column("text", "column.text", "text")]

    def rows(self, settings: TextSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"text": value["text"]}]

    def text(self, value: dict[str, Any]) -> str:
        return str(value["text"])


def best_backed(answer: Counted) -> tuple[float, int, int, str]:
    """Sorts statements: the surest support first, of equals the one with more, then by id."""
    name = answer.statement or ""
    bound = lower_bound(answer.support, max(answer.exposed, answer.support))
    return -bound, -answer.support, len(name), name


kind = Text()
