"""The contract of a kind of prompt.

A kind is one file here with a module-level `kind = Name()`, one template
`templates/kinds/<key>.html`, its name in the catalogue as `kind.<key>`, and one sample in
`tests/factories.py`. It holds pure functions of settings and answers: no database, no HTML, no
event. What it needs to know about an answer stands in `Counted`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ValidationError

from app.errors import InvalidAnswer
from app.kinds.settings import Strict, Texts, worded

__all__ = ["Column", "Counted", "Kind", "Strict", "Texts"]


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
    exposed: int = 0  # participants who were shown the statement
    mark: str | None = None  # the moderator's, of an audience question: pinned, answered, archived
    marked_at: str | None = None  # when it got that


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a kind adds to the long table of an export."""

    key: str
    label: str  # catalogue key, `column.…`
    type: Literal["text", "number"]
    labelled: bool = False  # its cells are keys of `labels`


class Kind(ABC):
    """One kind of prompt."""

    key: ClassVar[str]
    counts: ClassVar[Literal["latest", "every"]]  # one standing answer per participant, or each
    statement: ClassVar[bool] = False  # each answer is a statement with a public id
    moderated: ClassVar[bool] = False  # and waits for approval before a screen shows its text
    beside: ClassVar[bool] = False  # open beside the stage, never on it; no agenda file writes it
    fresh: ClassVar[dict[str, str]] = {"state": "draft", "results": "hidden"}  # of a new prompt
    made: ClassVar[frozenset[str]] = frozenset()  # settings that no agenda file writes
    free: ClassVar[frozenset[str]] = frozenset()  # that may change whatever has been answered
    growing: ClassVar[frozenset[str]] = frozenset()  # that may then grow, or be turned on
    compares: ClassVar[tuple[str, ...]] = ()  # figures of its tally that groups are compared by
    decides: ClassVar[bool] = False  # the whole room decides something of a row: `told`
    one_of: ClassVar[bool] = False  # an answer is in exactly one of the tally's counts
    Settings: ClassVar[type[BaseModel]]
    Value: ClassVar[type[BaseModel]]

    @property
    def label(self) -> str:
        """Catalogue key of the kind's name."""
        return f"kind.{self.key}"

    def settings(self, raw: dict[str, Any]) -> Any:
        """Stored or agenda settings as the typed model.

        Raises pydantic's ValidationError; each `msg` in it says in a sentence what to write.
        """
        try:
            return self.Settings.model_validate(raw)
        except ValidationError as fault:
            raise worded(fault, self.Settings) from fault

    def parse(self, settings: Any, raw: object) -> dict[str, Any]:
        """A value as it came from outside, cleaned, as plain JSON.

        Raises InvalidAnswer that names the field at fault.
        """
        try:
            value = self.Value.model_validate(raw)
        except ValidationError as fault:
            first = fault.errors(include_url=False, include_input=False)[0]
            raise InvalidAnswer(_message(first["type"]), field=_field(first["loc"])) from fault
        return self.check(settings, value).model_dump(mode="json", exclude_none=True)

    def may_set(self, name: str, before: Any, after: Any) -> bool:
        """Whether a setting may become another once the prompt has been answered."""
        return name in self.free or (name in self.growing and after > before)

    def takes_more(self, settings: dict[str, Any]) -> bool:
        """Whether the answers given stay whole when an option or item is added."""
        return True

    @abstractmethod
    def check(self, settings: Any, value: Any) -> BaseModel:
        """The value, cleaned, if the settings allow it; raises InvalidAnswer(key, field=…)."""

    @abstractmethod
    def tally(self, settings: Any, answers: Sequence[Counted]) -> dict[str, Any]:
        """What the answers add up to, as in the contract; pure, also for no answers at all."""

    def ends(self, settings: Any) -> tuple[float | None, float | None]:
        """The worst and the best of what the kind compares; None for 0 and for no limit."""
        return None, None

    def internal(self, settings: Any, answers: Sequence[Counted]) -> dict[str, Any]:
        """The tally for those who may see all: with what the moderator keeps off the screen."""
        return self.tally(settings, answers)

    def most(self, settings: Any) -> int | None:
        """How many answers of one participant may stand; None for as many as they like."""
        return None

    def told(self, settings: Any, answers: Sequence[Counted]) -> dict[str, dict[str, Any]]:
        """What only the whole room decides about a row of an answer, for exports: cells of
        `columns` by the row's first text. Most kinds have nothing to tell."""
        return {}

    @abstractmethod
    def columns(self, settings: Any) -> list[Column]:
        """The columns that `rows` fills, beside the ones that every answer has."""

    @abstractmethod
    def rows(self, settings: Any, value: dict[str, Any]) -> list[dict[str, Any]]:
        """Tidy rows of one answer: one a statement, option, item; keys are those of `columns`."""

    def labels(self, settings: Any) -> dict[str, Texts | str]:
        """Key to name for every cell of a labelled column: options, items, strengths.

        Texts where the event names it, in the languages that the event gives; where the product
        itself does, a catalogue key (`strength.ready`).
        """
        return {}

    def text(self, value: dict[str, Any]) -> str:
        """All participant text of a value in one string, for moderation and hints; often empty."""
        return ""


def _message(error_type: str) -> str:
    """Catalogue key for a pydantic error type: what to do, not what went wrong inside."""
    if error_type == "missing":
        return "error.answer.missing"
    if error_type == "extra_forbidden":
        return "error.answer.unknown_field"
    if error_type == "literal_error":
        return "error.answer.unknown_option"
    if error_type.startswith("int_") or error_type == "finite_number":
        return "error.answer.number"
    return "error.answer.malformed"


_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _field(path: Sequence[int | str]) -> str:
    """The path as far as it is ours: a key that a stranger made up is not repeated to anybody."""
    names: list[str] = []
    for part in map(str, path):
        if not _PLAIN.fullmatch(part):
            break
        names.append(part)
    return ".".join(names) or "value"
