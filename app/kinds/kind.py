"""The contract of a kind of prompt.

A kind is one file here with a module-level `kind = Name()`, and one template
`templates/kinds/<key>.html`. It holds pure functions of settings and answers: no database, no
HTML, no event. What it needs to know about an answer stands in `Counted`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import InvalidAnswer

Texts = dict[str, str]
"""One text in several languages: `{"fi": "…", "sv": "…"}`; the event's first is always there."""


class Strict(BaseModel):
    """Settings and values: unknown keys are refused, form text such as `"3"` becomes a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer that counts, as a tally or an export sees it."""

    position: int  # place in the ledger
    participant: int
    value: dict[str, Any]
    organisation: str  # key
    organisation_class: str  # key
    role: str  # key
    statement: str | None = None  # public id, T2-K-0147
    statement_state: str | None = None  # waiting, approved, hidden, unreviewed
    support: int = 0  # participants who back the statement
    support_organisations: int = 0  # organisations they come from


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a kind adds to the long table of an export."""

    key: str
    label: str  # catalogue key, `column.…`
    type: Literal["text", "number"]


class Kind(ABC):
    """One kind of prompt."""

    key: ClassVar[str]
    counts: ClassVar[Literal["latest", "every"]]  # one standing answer per participant, or each
    statement: ClassVar[bool] = False  # each answer is a statement with a public id
    moderated: ClassVar[bool] = False  # and waits for approval before a screen shows its text
    Settings: ClassVar[type[BaseModel]]
    Value: ClassVar[type[BaseModel]]

    def settings(self, raw: dict[str, Any]) -> Any:
        """Stored or agenda settings as the typed model; raises pydantic's ValidationError."""
        return self.Settings.model_validate(raw)

    def parse(self, settings: Any, raw: object) -> dict[str, Any]:
        """A value as it came from outside, cleaned, as plain JSON.

        Raises InvalidAnswer that names the field at fault.
        """
        try:
            value = self.Value.model_validate(raw)
        except ValidationError as fault:
            first = fault.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "value"
            raise InvalidAnswer(_message(str(first["type"])), field=field) from fault
        return self.check(settings, value).model_dump(mode="json", exclude_none=True)

    @abstractmethod
    def check(self, settings: Any, value: Any) -> BaseModel:
        """The value, cleaned, if the settings allow it; raises InvalidAnswer(key, field=…)."""

    @abstractmethod
    def tally(self, settings: Any, answers: Sequence[Counted]) -> dict[str, Any]:
        """What the answers add up to, as in the contract; pure, also for no answers at all."""

    @abstractmethod
    def columns(self, settings: Any) -> list[Column]:
        """The columns that `rows` fills, beside the ones that every answer has."""

    @abstractmethod
    def rows(self, settings: Any, value: dict[str, Any]) -> list[dict[str, Any]]:
        """Tidy rows of one answer: one a statement, option, item; keys are those of `columns`."""

    def text(self, value: dict[str, Any]) -> str:
        """All participant text of a value in one string, for moderation and hints; often empty."""
        return ""


def _message(error_type: str) -> str:
    """Catalogue key for a pydantic error type: what to do, not what went wrong inside."""
    if error_type == "missing":
        return "error.answer.missing"
    if error_type == "extra_forbidden":
        return "error.answer.unknown_field"
    return "error.answer.malformed"
