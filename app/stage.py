"""What everybody sees now: the scene, one consistent reading of an event.

The acts that change it stand in `app/acts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from heapq import nlargest, nsmallest
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from app.acts import exact_name, frozen_until, undoable
from app.agenda import Agenda, AgendaPrompt
from app.agenda.models import QUESTIONS
from app.clock import moment, now, stamp
from app.errors import NotFound
from app.events import window_of
from app.groups import Comparison
from app.kinds import Texts, kinds
from app.ledger import Row as LedgerRow
from app.models import Action, Event, Lineage, Participant, Prompt, Room
from app.models.room import MAIN
from app.pace import Phase, Span, area_of, opened_by, phase_at, span_at
from app.tally import MINUTE, EventTally, PromptCount, StatementMark

STATES = ("waiting", "approved", "hidden", "unreviewed")  # of statements that count
QUEUE = 50  # statements that the console shows at a time
DECIDED = 20  # latest decisions that it shows
WINDOW = "window"  # the key of what the event's window opens; no goal area is in it
PACE = 20  # minutes of answers that it draws


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
    edition: int = 0  # of its form: a form that was made for another one is changed

    @property
    def wording(self) -> bool:
        """Whether it counts words, which a moderator may merge, rename and hide."""
        return "wording" in kinds[self.prompt.kind].made


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


@dataclass(frozen=True, slots=True)
class ActionView:
    """The latest act that can be undone."""

    id: int
    name: str
    target: str | None
    at: str
    told: str  # what it did, `view_blank`; the last part of a catalogue key
    actor: str  # whose key it was


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
    pace: tuple[int, ...] = field(default=())  # answers a minute to the current prompt, 20 newest
    showing: str = "stage"  # what the screen shows: stage, blank, join, result, statement, …
    target: str | None = None  # what of it: key of a prompt or goal area, public id
    frozen_at: str | None = None  # moment that the screen's numbers stay at
    statement: StatementView | None = None  # the one in the spotlight
    overview: tuple[Glance, ...] = ()  # of a goal area, or of all prompts
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


_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_PERSON, _LINEAGE = Participant.__table__, Lineage.__table__  # type: ignore[attr-defined]
_ACT = Action.__table__  # type: ignore[attr-defined]
_R = Room.__table__  # type: ignore[attr-defined]

Hint = Callable[[str], str | None]


class _Place(NamedTuple):
    """A room as its row has it, but for what is left over on its stage."""

    key: str
    stage: str | None
    view: dict[str, Any]
    frozen: dict[str, Any] | None


def scene(
    connection: Connection,
    tally: EventTally,
    agenda: Agenda,
    connected: int,
    hint: Hint,
    room: str | None = None,
    connected_in: Mapping[str, int] = MappingProxyType({}),
) -> Scene:
    """Read the event, catch the tally up, and say what everybody in a room sees, the main one by
    default; one transaction. `connected_in` has the open phone sockets by room."""
    event = connection.execute(select(_E).where(_E.c.id == tally.event_id)).one()
    tally.catch_up(connection)
    rows = connection.execute(
        select(_R).where(_R.c.event_id == tally.event_id).order_by(_R.c.position)
    ).all()
    row = next((each for each in rows if each.key == room), rows[0])
    place = _Place(row.key, row.stage, row.view, row.frozen)
    at = now()
    parts = () if event.rehearsing else window_of(agenda)  # a rehearsal is of the day itself
    part = span_at(parts, at)
    if part is not None and _left_over(connection, event.id, place.key, part):
        place = place._replace(stage=None)
    prompts = _prompts(connection, tally, agenda, part)
    current = next((each for each in prompts if each.prompt.key == place.stage), None)
    whole = _own_pace(prompts, tally, area_of(place.stage))
    count = tally.by_key(current.prompt.key) if current else None
    waiting = tally.statements("waiting")
    joined, organisations, rehearsal = connection.execute(
        select(
            func.count(),
            func.count(_PERSON.c.organisation.distinct()),
            func.count().filter(_PERSON.c.rehearsal),
        ).where(_PERSON.c.event_id == tally.event_id)
    ).one()
    seen = Scene(
        code=event.code,
        agenda=agenda,
        epoch=epoch(connection),
        version=event.version,
        at=at,
        prompts=prompts,
        current=current,
        following=_following(prompts, current, whole),
        tally=tally.tally(count) if count else {},
        answered=count.answered if count else 0,
        connected=connected,
        joined=joined,
        organisations_joined=organisations,
        premoderation=event.premoderation,
        rehearsing=event.rehearsing,
        rehearsal=int(rehearsal),
        waiting=len(waiting),
        queue=tuple(_views(tally, hint, nsmallest(QUEUE, waiting, key=_by_position))),
        shown=_decided(tally, hint),
        undoable=_undoable(connection, tally.event_id, place.key),
        pace=_pace(count, at) if count else (),
        window=_window(prompts, tally, agenda, parts, at),
        own_pace=whole,
        room=place.key,
        rooms=_rooms(connection, rows, prompts, agenda, connected_in) if len(rows) > 1 else (),
        questions=_questions(connection, tally, agenda, hint),
    )
    if whole is not None:
        overview = _overview(prompts, tally, whole.key)
        seen = replace(seen, overview=overview, took_part=_took_part(overview, tally))
    if not place.view and not place.frozen:
        return seen
    return on_screen(connection, seen, tally, agenda, place, hint)


def _rooms(
    connection: Connection,
    rows: Sequence[Row[Any]],
    prompts: tuple[PromptView, ...],
    agenda: Agenda,
    connected: Mapping[str, int],
) -> tuple[RoomView, ...]:
    names = {each.key: each.name for each in agenda.rooms}
    people = select(_PERSON.c.room, func.count()).where(_PERSON.c.event_id == rows[0].event_id)
    joined = {row[0]: row[1] for row in connection.execute(people.group_by(_PERSON.c.room))}
    return tuple(
        RoomView(
            key=row.key,
            name=names.get(row.key, {agenda.languages[0]: row.key}),
            current=next((each for each in prompts if each.prompt.key == row.stage), None),
            showing=row.view.get("name", "stage"),
            connected=connected.get(row.key, 0),
            joined=joined.get(row.key, 0),
        )
        for row in rows
    )


def on_screen(
    connection: Connection,
    seen: Scene,
    tally: EventTally,
    agenda: Agenda,
    place: _Place,
    hint: Hint,
) -> Scene:
    """The scene with what a room's screen makes of it: another view than the stage, or numbers that
    stay where they were. A statement that was hidden or withdrawn leaves the spotlight."""
    view = dict(place.view)
    name = view.pop("name", "stage")
    prompts, counts = seen.prompts, tally
    if place.frozen:
        counts = tally.as_of(connection, frozen_until(place.frozen))
        part = span_at(window_of(agenda), seen.at)
        prompts = _prompts(connection, counts, agenda, part)
    spot = _spotlight(tally, hint, view["statement"]) if name == "statement" else None
    if name == "statement" and spot is None:
        name, view = "stage", {}
    target = next(iter(view.values()), None)
    key = {
        "stage": place.stage,
        "result": target,
        "groups": target,
        "statement": spot.prompt if spot else None,
        QUESTIONS: QUESTIONS,
    }
    beside = (seen.questions.view,) if seen.questions else ()
    current = next((each for each in (*prompts, *beside) if each.prompt.key == key.get(name)), None)
    count = counts.by_key(current.prompt.key) if current else None
    comparison = None
    if name == "groups" and current is not None and current.results == "shown":
        comparison = counts.compare(connection, counts.by_key(current.prompt.key), view["by"])
    told = replace(
        seen,
        showing=name,
        target=target,
        comparison=comparison,
        frozen_at=place.frozen["at"] if place.frozen else None,
    )
    still = _still(told, prompts, counts, place) if place.frozen else None
    whole = _own_pace(prompts, counts, area_of(place.stage))
    area = target if name in ("area", "opener") else None
    if name == "stage" and whole is not None:
        area = whole.key
    overview = _overview(prompts, counts, area) if area or name == "summary" else ()
    return replace(
        told,
        still=still,
        screen=replace(
            still or told,
            prompts=prompts,
            current=current,
            tally=counts.tally(count) if count else {},
            answered=count.answered if count else 0,
            statement=spot,
            own_pace=whole,
            overview=overview,
            took_part=_took_part(overview, counts),
            by_area=_by_area(overview, counts),
        ),
    )


def _still(
    told: Scene, prompts: tuple[PromptView, ...], counts: EventTally, place: _Place
) -> Scene:
    """What is on stage with the numbers of the frozen moment, whatever the screen shows."""
    current = next((each for each in prompts if each.prompt.key == place.stage), None)
    count = counts.by_key(current.prompt.key) if current else None
    return replace(
        told,
        prompts=prompts,
        current=current,
        tally=counts.tally(count) if count else {},
        answered=count.answered if count else 0,
        joined=place.frozen["joined"] if place.frozen else told.joined,
    )


def _spotlight(tally: EventTally, hint: Hint, public_id: str) -> StatementView | None:
    found = [pair for pair in tally.shown() if pair[1].public_id == public_id]
    return next(iter(_views(tally, hint, found)), None)


def _overview(
    prompts: tuple[PromptView, ...], tally: EventTally, area: str | None
) -> tuple[Glance, ...]:
    """The prompts of a goal area, or all of them, each with its tally if that may be seen."""
    return tuple(
        Glance(
            view,
            tally.tally(tally.by_key(view.prompt.key)) if view.results == "shown" else None,
        )
        for view in prompts
        if area in (None, view.prompt.goal_area)
    )


def _took_part(overview: tuple[Glance, ...], tally: EventTally) -> tuple[int, int]:
    """People who have answered any of these prompts, and how many organisations they are from."""
    rows = [
        row for glance in overview for row in tally.by_key(glance.view.prompt.key).standing.values()
    ]
    return len({row.participant_id for row in rows}), len({row.organisation for row in rows})


def _by_area(overview: tuple[Glance, ...], tally: EventTally) -> dict[int, int]:
    """People who have answered in each goal area, 0 for prompts without one."""
    areas = {glance.view.area for glance in overview}
    return {
        area: _took_part(tuple(each for each in overview if each.view.area == area), tally)[0]
        for area in areas
    }


def epoch(connection: Connection) -> str:
    """The database's epoch: versions of two epochs cannot be compared."""
    return str(connection.execute(select(_LINEAGE.c.epoch)).scalar_one())


def _prompts(
    connection: Connection, tally: EventTally, agenda: Agenda, part: Span | None
) -> tuple[PromptView, ...]:
    """Every prompt where it stands; one that an open part of the window opens is open."""
    rows: dict[str, Row[Any]] = {
        row.key: row
        for row in connection.execute(select(_P).where(_P.c.event_id == tally.event_id))
    }
    areas = {area.key: number for number, area in enumerate(agenda.goal_areas, start=1)}
    return tuple(
        PromptView(
            number=number,
            area=areas.get(prompt.goal_area or "", 0),
            prompt=prompt,
            state="open"
            if prompt.window and _by_window(part, rows[prompt.key])
            else rows[prompt.key].state,
            results=rows[prompt.key].results,
            answered=tally.prompts[rows[prompt.key].id].answered,
            opened_at=rows[prompt.key].opened_at,
            closed_at=rows[prompt.key].closed_at,
            phones=rows[prompt.key].phones,
            ends_at=rows[prompt.key].ends_at,
            edition=rows[prompt.key].edition,
        )
        for number, prompt in enumerate(agenda.prompts, start=1)
    )


def _questions(
    connection: Connection, tally: EventTally, agenda: Agenda, hint: Hint
) -> QuestionsView | None:
    row = connection.execute(
        select(_P).where(_P.c.event_id == tally.event_id, _P.c.key == QUESTIONS)
    ).first()
    prompt = next(iter(agenda.beside), None)
    if row is None or prompt is None:
        return None
    count = tally.by_key(QUESTIONS)
    waiting = [pair for pair in tally.statements("waiting") if pair[0].prompt_id == row.id]
    return QuestionsView(
        view=PromptView(
            number=0,
            area=0,
            prompt=prompt,
            state=row.state,
            results=row.results,
            answered=count.answered,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
        ),
        tally=count.kind.internal(count.settings, tally.counted(count)),
        queue=tuple(_views(tally, hint, nsmallest(QUEUE, waiting, key=_by_position))),
    )


def _by_window(part: Span | None, row: Row[Any]) -> bool:
    return opened_by(part, row.state, row.closed_at)


def _window(
    prompts: tuple[PromptView, ...],
    tally: EventTally,
    agenda: Agenda,
    parts: tuple[Span, ...],
    at: str,
) -> WindowView | None:
    phase = phase_at(parts, agenda.date, agenda.timezone, at)
    if phase is None:
        return None
    inside = tuple(view for view in prompts if view.prompt.window and view.state == "open")
    if phase.name != "open" or not inside:
        return WindowView(phase, None)
    people = {person for view in inside for person in tally.by_key(view.prompt.key).answers}
    return WindowView(phase, OwnPace(WINDOW, 0, inside, len(people)))


def _left_over(connection: Connection, event_id: int, room: str, part: Span) -> bool:
    """Whether what is on a room's stage was put there before this part of the window opened: then
    it is of the day, and people go through the window. What a host shows meanwhile is shown."""
    shown = select(_ACT.c.id).where(
        _ACT.c.event_id == event_id,
        _ACT.c.room == room,
        _ACT.c.at >= part.begins,
        _ACT.c.name.in_(("show", "next", "open_area")),
    )
    return connection.execute(shown.limit(1)).first() is None


def _own_pace(
    prompts: tuple[PromptView, ...], tally: EventTally, area: str | None
) -> OwnPace | None:
    """The goal area that is on stage as a whole."""
    inside = tuple(view for view in prompts if area and view.prompt.goal_area == area)
    if area is None or not inside:
        return None
    people = {person for view in inside for person in tally.by_key(view.prompt.key).answers}
    return OwnPace(area, inside[0].area, inside, len(people))


def _following(
    prompts: tuple[PromptView, ...], current: PromptView | None, whole: OwnPace | None
) -> PromptView | None:
    """The prompt after the current one, or after the goal area that is on stage; without either
    the first that was never opened."""
    if whole is not None:
        first = whole.prompts[0].number
        return next((each for each in prompts[first:] if each not in whole.prompts), None)
    if current is not None:
        return next((each for each in prompts if each.number == current.number + 1), None)
    return next(
        (each for each in prompts if each.opened_at is None and each.closed_at is None), None
    )


def _by_position(pair: tuple[LedgerRow, StatementMark]) -> int:
    return pair[0].position


def _by_decision(pair: tuple[LedgerRow, StatementMark]) -> tuple[str, str]:
    return pair[1].moderated_at or "", pair[1].public_id


def _views(
    tally: EventTally, hint: Hint, statements: Iterable[tuple[LedgerRow, StatementMark]]
) -> list[StatementView]:
    views = []
    for row, mark in statements:
        prompt = tally.prompts[row.prompt_id]
        text = prompt.kind.text(row.value or {})
        found = hint(text)
        views.append(
            StatementView(
                id=mark.public_id,
                prompt=prompt.key,
                text=text,
                state=mark.state,
                created_at=row.stored_at,
                hint=f"hint.{found}" if found else None,
            )
        )
    return views


def _decided(tally: EventTally, hint: Hint) -> tuple[StatementView, ...]:
    """The latest decisions of the moderator, newest first."""
    decided = tally.statements("approved") + tally.statements("hidden")
    return tuple(_views(tally, hint, nlargest(DECIDED, decided, key=_by_decision)))


def statements(tally: EventTally, hint: Hint, state: str) -> list[StatementView]:
    """Every statement in one moderation state, oldest first, for the review page."""
    return _views(tally, hint, sorted(tally.statements(state), key=_by_position))


def _pace(count: PromptCount, at: str) -> tuple[int, ...]:
    """Answers to the prompt in each of the last minutes, the newest last."""
    newest = moment(at)
    minutes = (stamp(newest - timedelta(minutes=ago))[:MINUTE] for ago in range(PACE))
    return tuple(count.minutes[minute] for minute in minutes)[::-1]


def _undoable(connection: Connection, event_id: int, room: str) -> ActionView | None:
    row = undoable(connection, event_id, room)
    return (
        None
        if row is None
        else ActionView(row.id, row.name, row.target, row.at, exact_name(row), row.actor)
    )
