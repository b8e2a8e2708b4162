"""What everybody sees now, and the acts that change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.agenda import Agenda, AgendaPrompt


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt with where it stands; `number` counts from 1 in agenda order."""

    number: int
    area: int  # goal area's place from 1, 0 without one; what `data-area` says
    prompt: AgendaPrompt
    state: str  # draft, open, closed
    results: str  # hidden, shown
    answered: int  # participants with an answer that counts
    opened_at: str | None
    closed_at: str | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as the console sees it: nothing about who wrote it."""

    id: str  # public id
    prompt: str  # key
    text: str
    state: str  # waiting, approved, hidden, unreviewed
    created_at: str
    hint: str | None  # catalogue key of a hint about personal data, `hint.phone_number`


@dataclass(frozen=True, slots=True)
class ActionView:
    """The latest act that can be undone."""

    id: int
    name: str
    target: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One consistent reading of an event, for every page that shows it now."""

    code: str
    agenda: Agenda
    epoch: str
    version: int
    at: str  # moment of the reading
    prompts: tuple[PromptView, ...]
    current: PromptView | None  # on stage
    following: PromptView | None  # what "next" puts on stage
    tally: dict[str, Any]  # of the current prompt, contract's shape; {} without one
    answered: int  # of the current prompt
    connected: int
    joined: int
    organisations_joined: int
    premoderation: bool
    rehearsal: int  # simulated participants in the data, 0 on the real day
    waiting: int  # statements waiting for approval, all prompts
    queue: tuple[StatementView, ...] = ()  # oldest first, at most 50; console only
    shown: tuple[StatementView, ...] = ()  # latest decisions, newest first, at most 20
    undoable: ActionView | None = None
    pace: tuple[int, ...] = field(default=())  # answers a minute to the current prompt, 20 newest
