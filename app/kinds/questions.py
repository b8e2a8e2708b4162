"""Questions from the audience: asked at any time of the event, backed, and answered aloud. No
agenda asks it as a prompt; it stands beside the stage where the file has `[questions]`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, StrictBool

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict
from app.kinds.settings import Whole
from app.kinds.text import SHOWN, TextValue
from app.kinds.written import TEXT_LENGTH, written

Mark = Literal["pinned", "answered", "archived"]
MARKS: tuple[Mark, ...] = get_args(Mark)

LIMIT = 10  # questions of one participant that stand at a time, unless the agenda says otherwise
LENGTH = 500  # graphemes: a question is read aloud


class QuestionsSettings(Strict):
    limit: Annotated[Whole, Field(ge=1, le=100)] = LIMIT
    max_length: Annotated[Whole, Field(ge=1, le=TEXT_LENGTH)] = LENGTH
    support: StrictBool = True  # what lets others back a statement


class Questions(Kind):
    """`{"text": str}`; a participant may have `limit` of them.

    The tally lists the questions that may be read, with their marks: the pinned ones, the newest
    pin first; those still open, the best backed first; the answered ones, the newest first. What
    was archived or waits is only counted. Everybody sees all of them, so support alone ranks.
    """

    key = "questions"
    counts = "every"
    statement = True
    moderated = True
    beside = True
    fresh: ClassVar[dict[str, str]] = {"state": "open", "results": "shown"}
    made = frozenset({"support"})
    Settings = QuestionsSettings
    Value = TextValue

    def check(self, settings: QuestionsSettings, value: TextValue) -> TextValue:
        text = written(value.text, limit=settings.max_length, field="text")
        if not text:
            raise InvalidAnswer("questions.error.missing", field="text")
        return TextValue(text=text)

    def most(self, settings: QuestionsSettings) -> int:
        return settings.limit

    def tally(self, settings: QuestionsSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        read = [each for each in answers if each.statement_state in SHOWN]
        listed = [each for each in read if each.mark != "archived"]
        listed.sort(key=_age)
        listed.sort(key=_newest_mark, reverse=True)
        listed.sort(key=_rank)
        return {
            "statements": [_told(each) for each in listed],
            "total": len(answers),
            "waiting": sum(each.statement_state == "waiting" for each in answers),
            "archived": len(read) - len(listed),
        }

    def internal(self, settings: QuestionsSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        """The tally with the `archive`, the newest first."""
        archive = [
            each for each in answers if each.statement_state in SHOWN and each.mark == "archived"
        ]
        archive.sort(key=_newest_mark, reverse=True)
        return self.tally(settings, answers) | {"archive": [_told(each) for each in archive]}

    def columns(self, settings: QuestionsSettings) -> list[Column]:
        return [Column("text", "column.question", "text"), Column("mark", "column.mark", "text")]

    def rows(self, settings: QuestionsSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"text": value["text"], "mark": None}]  # the mark is the moderator's

    def text(self, value: dict[str, Any]) -> str:
        return str(value["text"])


def _told(answer: Counted) -> dict[str, Any]:
    return {
        "id": answer.statement,
        "text": answer.value["text"],
        "support": answer.support,
        "organisations": answer.support_organisations,
        "mark": answer.mark,
    }


def _age(answer: Counted) -> tuple[int, str]:
    name = answer.statement or ""
    return len(name), name  # Q-10000 comes after Q-9999


def _newest_mark(answer: Counted) -> tuple[str, tuple[int, str]]:
    return answer.marked_at or "", _age(answer) if answer.marked_at else (0, "")


def _rank(answer: Counted) -> tuple[int, int]:
    place = {"pinned": 0, None: 1, "answered": 2}[answer.mark]
    return place, -answer.support if answer.mark is None else 0


kind = Questions()
