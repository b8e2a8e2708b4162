"""What a scene is made of, as pages and programs see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any, NamedTuple

from app.agenda import Agenda, AgendaPrompt
from app.clock import moment, stamp
from app.errors import NotFound
from app.groups import Comparison
from app.kinds import Texts, kinds
from app.models.room import MAIN
from app.pace import Phase
from app.tally import NOBODY, Mix

WINDOW = "window"  # the key of what the event's window opens; no goal area is in it


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
    phones: bool = False  # results on the phones too
    ends_at: str | None = None  # when its timer closes it
    round: int = 1  # asked so many times
    edition: int = 0  # of its heading and form: a phone that has another one fetches it

    @property
    def asked(self) -> str:
        """The key, and from the second round on the round as well: `edustus@2`. What a phone keeps
        its form, drafts and own answers under, since each round is answered anew."""
        return self.prompt.key if self.round == 1 else f"{self.prompt.key}@{self.round}"

    @property
    def wording(self) -> bool:
        """Whether it counts words, which a moderator may merge, rename and hide."""
        return "wording" in kinds[self.prompt.kind].made

    @property
    def dealing(self) -> bool:
        """Whether phones are given what may be seen of it, to back: an approval is a publication,
        whatever the screen shows."""
        return self.state == "open" and bool(self.prompt.settings.get("support"))


@dataclass(frozen=True, slots=True)
class Glance:
    """A prompt in an overview; the tally is None while its results are hidden."""

    view: PromptView
    tally: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class OwnPace:
    """Prompts that everybody goes through at their own pace."""

    key: str  # of the goal area; WINDOW where the event's window opened them
    area: int  # its place from 1, 0 for the window
    prompts: tuple[PromptView, ...]
    took_part: int  # people with an answer to any of them

    @property
    def open(self) -> bool:
        """Whether any of them takes answers."""
        return any(view.state == "open" for view in self.prompts)

    @property
    def shown(self) -> bool:
        """Whether the results of any of them may be seen."""
        return any(view.results == "shown" for view in self.prompts)


@dataclass(frozen=True, slots=True)
class WindowView:
    """The window of an event, before and after its day."""

    phase: Phase
    pace: OwnPace | None  # while it is open

    @property
    def last(self) -> str:
        """The last minute of the open part, to be told: midnight is the end of the day before."""
        return stamp(moment(self.phase.until) - timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as the console sees it: nothing about who wrote it."""

    id: str  # public id
    prompt: str  # key
    text: str
    state: str  # waiting, approved, hidden, unreviewed
    created_at: str
    hint: str | None  # catalogue key of a hint about personal data, `hint.phone_number`


class Gone(NamedTuple):
    """A statement that phones show no longer."""

    id: str  # public id
    until: int | None  # sequence from which on it may be shown again; None for not at all


@dataclass(frozen=True, slots=True)
class ActionView:
    """The latest act that can be undone."""

    id: int
    name: str
    target: str | None
    at: str
    told: str  # what it did, `view_blank`; the last part of a catalogue key
    actor: str  # whose key it was
    role: str  # of that key; the program's for a timer and the command line


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room of an event that has several."""

    key: str
    name: Texts
    current: PromptView | None  # on its stage
    showing: str  # what its screen shows
    connected: int  # open phone sockets there
    joined: int  # participants who are there


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """What the audience asks, beside the stage."""

    view: PromptView  # open while questions are taken
    tally: dict[str, Any]  # as its kind has it for those who may see all
    queue: tuple[StatementView, ...]  # those that wait, oldest first, at most 50


@dataclass(frozen=True, slots=True)
class Scene:
    """One consistent reading of an event, for every page of a room that shows it now."""

    code: str
    agenda: Agenda
    epoch: str
    version: int
    at: str  # moment of the reading
    prompts: tuple[PromptView, ...]
    current: PromptView | None  # on stage
    following: PromptView | None  # what "next" puts on stage
    also_open: tuple[PromptView, ...]  # in no room on stage, and not by the window
    tally: dict[str, Any]  # of the current prompt, contract's shape; {} without one
    answered: int  # of the current prompt
    connected: int
    joined: int
    organisations_joined: int
    premoderation: bool
    rehearsing: bool  # whoever joins now is of the rehearsal
    rehearsal: int  # its participants in the data, 0 on the real day
    waiting: int  # statements waiting for approval, all prompts
    queue: tuple[StatementView, ...] = ()  # oldest first, at most 50; console only
    shown: tuple[StatementView, ...] = ()  # latest decisions, newest first, at most 20
    undoable: ActionView | None = None
    ended_at: str | None = None  # when a host ended the event; None while it goes on
    pace: tuple[int, ...] = field(default=())  # answers a minute to the current prompt, 20 newest
    showing: str = "stage"  # what the screen shows: stage, blank, join, result, statement, …
    target: str | None = None  # what of it: key of a prompt or goal area, public id
    frozen_at: str | None = None  # moment that the screen's numbers stay at
    statement: StatementView | None = None  # the one in the spotlight
    overview: tuple[Glance, ...] = ()  # of a goal area, or of all prompts
    mix: Mix = NOBODY  # who the answers to the current prompt are from
    modes: Comparison | None = None  # those who answer alone and tables, where both do
    comparison: Comparison | None = None  # groups side by side, while the screen shows them
    took_part: tuple[int, int] = (0, 0)  # people with an answer in the overview, organisations
    by_area: dict[int, int] = field(default_factory=dict)  # people, by place of goal area or 0
    window: WindowView | None = None  # none where the agenda has none
    own_pace: OwnPace | None = None  # a goal area on stage as a whole, instead of one prompt
    screen: Scene | None = None  # how the screen has it, when that is not as phones do
    still: Scene | None = None  # the stage with the frozen screen's numbers
    room: str = MAIN  # key of the room whose stage and screen it is
    rooms: tuple[RoomView, ...] = ()  # in the agenda's order; none when there is one room only
    questions: QuestionsView | None = None  # beside the stage, where the event takes them
    gone: tuple[Gone, ...] = ()  # of what was dealt to phones
    erased: int = 0  # another number after participants were deleted with all they sent

    @property
    def over(self) -> bool:
        """Whether the last question has been: all are closed, or the agenda's last one is on stage
        and none is open."""
        states = {view.state for view in self.prompts}
        last = self.current is not None and self.following is None
        return states == {"closed"} or (last and "open" not in states)

    @property
    def every(self) -> tuple[PromptView, ...]:
        """The prompts, and what stands beside the stage."""
        return (*self.prompts, *((self.questions.view,) if self.questions else ()))

    @property
    def walked(self) -> OwnPace | None:
        """What phones go through at their own pace: a whole goal area, else what the window opens
        while nothing is on stage."""
        if self.own_pace is not None or self.current is not None or self.window is None:
            return self.own_pace
        return self.window.pace

    def view(self, key: str) -> PromptView:
        """The prompt with this key; raises NotFound."""
        for view in self.every:
            if view.prompt.key == key:
                return view
        raise NotFound("error.no_such_prompt", key=key)

    @property
    def here(self) -> RoomView | None:
        """The room, where there are several."""
        return next((each for each in self.rooms if each.key == self.room), None)

    @property
    def asking(self) -> str:
        """What the address of a page of this room ends with: `?room=aula`, or nothing."""
        return f"?room={self.room}" if self.rooms else ""

    def left(self, view: PromptView) -> int:
        """Seconds that the prompt's timer has left at the moment of the reading."""
        if view.ends_at is None:
            return 0
        return max(0, ceil((moment(view.ends_at) - moment(self.at)).total_seconds()))
