"""What an event keeps of its agenda file; every text in the languages that it was given in."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.i18n import translator
from app.kinds import Texts

QUESTIONS = "questions"  # key and kind of the prompt that audience questions answer
ROOMS = 12  # of an event; each has frames of its own, and nobody runs more at once


class Named(BaseModel):
    """A role, a class of organisations, a room."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: Texts


class Organisation(BaseModel):
    """A party; `class_` is the key of its class."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: Texts
    class_: str


class GoalArea(BaseModel):
    """One axis of the guidance; `short` falls back to `title`."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: Texts
    short: Texts


class Angle(BaseModel):
    """The other axis."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: Texts
    short: Texts


class AgendaPrompt(BaseModel):
    """One prompt, `each_goal_area` rows already multiplied and texts filled in.

    `text` has lost its `– {goal_area}` tail in `heading`, for places that name the area already.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str
    goal_area: str | None
    angle: str | None
    text: Texts
    heading: Texts
    help: Texts
    settings: dict[str, Any]  # as the kind's Settings takes them
    prefix: str  # of public ids: "T2-K"
    window: bool = True  # whether the event's window opens it before and after the day


class Look(BaseModel):
    """What an event wears beside the goal areas' colours: an accent `#rrggbb` for light and for
    dark pages, a logo as `data:image/…;base64,…`, and what the logo says to who cannot see it."""

    model_config = ConfigDict(frozen=True)

    accent: str | None = None
    accent_dark: str | None = None
    logo: str | None = None
    logo_name: Texts = {}

    @property
    def logo_mark(self) -> str:
        """What changes when the logo does, for its address."""
        return hashlib.sha256((self.logo or "").encode()).hexdigest()[:12]


class Agenda(BaseModel):
    """A whole event as read from its file."""

    model_config = ConfigDict(frozen=True)

    code: str
    title: Texts
    date: str
    timezone: str
    languages: tuple[str, ...]
    attendance: int
    retain_until: str | None
    roles: tuple[Named, ...]
    organisation_classes: tuple[Named, ...]
    organisations: tuple[Organisation, ...]
    goal_areas: tuple[GoalArea, ...]
    angles: tuple[Angle, ...]
    prompts: tuple[AgendaPrompt, ...]
    words: dict[str, Any] = {}  # the lists of `[words]`; prompts have them before their own
    look: Look | None = None
    tables: bool = False  # whether joining asks if one answers for a table
    opens: str | None = None  # when the window opens: a day, or a local time to the minute
    closes: str | None = None  # when it closes; a day is over at midnight
    rooms: tuple[Named, ...] = ()  # none, or two and more; the first is the main one
    questions: dict[str, Any] | None = None  # what `[questions]` has; None where there is none

    @property
    def beside(self) -> tuple[AgendaPrompt, ...]:
        """Prompts that the program itself asks beside the stage: the audience questions, where
        the event takes them."""
        if self.questions is None:
            return ()
        said = {language: translator(language)("questions.prompt") for language in self.languages}
        return (
            AgendaPrompt(
                key=QUESTIONS,
                kind=QUESTIONS,
                goal_area=None,
                angle=None,
                text=said,
                heading=said,
                help={},
                settings={**self.questions, "support": True},
                prefix="Q",
            ),
        )

    @property
    def asked(self) -> tuple[AgendaPrompt, ...]:
        """Everything that is asked: the prompts in their order, and what stands beside them."""
        return (*self.prompts, *self.beside)
