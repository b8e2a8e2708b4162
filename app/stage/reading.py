"""One consistent reading of an event: the scene of a room, for every page that shows it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from heapq import nsmallest
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from app.acts import asked, elsewhere, exact_name, finished, frozen_until, undoable
from app.acts.window import left_over
from app.agenda import Agenda
from app.agenda.models import QUESTIONS
from app.clock import moment, now, stamp
from app.events import window_of
from app.models import Event, Lineage, Participant, Prompt, Room
from app.models.participant import IMPORTED
from app.pace import Span, area_of, opened_by, phase_at, span_at
from app.stage.gone import gone
from app.stage.moderation import (
    QUEUE,
    Hint,
    by_position,
    decided,
    spotlight,
    statement_views,
)
from app.stage.overview import at_a_glance, by_area, took_part
from app.stage.views import (
    WINDOW,
    ActionView,
    OwnPace,
    PromptView,
    QuestionsView,
    RoomView,
    Scene,
    WindowView,
)
from app.tally import MINUTE, NOBODY, EventTally, PromptCount

PACE = 20  # minutes of answers that it draws

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_PERSON, _LINEAGE = Participant.__table__, Lineage.__table__  # type: ignore[attr-defined]
_R = Room.__table__  # type: ignore[attr-defined]


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
    if part is not None and left_over(connection, event.id, place.key, part):
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
        ).where(_PERSON.c.event_id == tally.event_id, _PERSON.c.source != IMPORTED)
    ).one()
    seen = Scene(
        code=event.code,
        agenda=agenda,
        epoch=epoch(connection),
        version=event.version,
        at=at,
        prompts=prompts,
        current=current,
        also_open=_also_open(connection, prompts, whole or current, event.id, place.key, part),
        following=_following(prompts, current, whole, asked(connection, event.id, place.key)),
        tally=tally.tally(count) if count else {},
        mix=count.mix if count else NOBODY,
        modes=count.modes if count else None,
        answered=count.answered if count else 0,
        connected=connected,
        joined=joined,
        organisations_joined=organisations,
        premoderation=event.premoderation,
        rehearsing=event.rehearsing,
        rehearsal=int(rehearsal),
        waiting=len(waiting),
        queue=tuple(statement_views(tally, hint, nsmallest(QUEUE, waiting, key=by_position))),
        shown=decided(tally, hint),
        undoable=_undoable(connection, tally.event_id, place.key),
        ended_at=_ended(connection, tally.event_id, prompts),
        pace=_pace(count, at) if count else (),
        window=_window(prompts, tally, agenda, parts, at),
        own_pace=whole,
        room=place.key,
        rooms=_rooms(connection, rows, prompts, agenda, connected_in) if len(rows) > 1 else (),
        questions=_questions(connection, tally, agenda, hint),
        gone=gone(tally, prompts),
        erased=tally.erased,
    )
    if whole is not None:
        overview = at_a_glance(prompts, tally, whole.key)
        seen = replace(seen, overview=overview, took_part=took_part(overview, tally))
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
        part = span_at(() if seen.rehearsing else window_of(agenda), seen.at)
        prompts = _prompts(connection, counts, agenda, part)
    spot = spotlight(tally, hint, view["statement"]) if name == "statement" else None
    if name == "statement" and spot is None:
        name, view = "stage", {}
    target = next(iter(view.values()), None)
    key = {
        "stage": place.stage,
        "result": target,
        "groups": target,
        "rounds": target,
        "statement": spot.prompt if spot else None,
        QUESTIONS: QUESTIONS,
    }
    beside = (seen.questions.view,) if seen.questions else ()
    current = next((each for each in (*prompts, *beside) if each.prompt.key == key.get(name)), None)
    count = counts.by_key(current.prompt.key) if current else None
    comparison = None
    if count is not None and current is not None and current.results == "shown":
        if name == "groups":
            comparison = counts.compare(connection, count, view["by"])
        elif name == "rounds":
            comparison = counts.rounds(count)
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
    overview = at_a_glance(prompts, counts, area) if area or name == "summary" else ()
    return replace(
        told,
        still=still,
        screen=replace(
            still or told,
            prompts=prompts,
            current=current,
            tally=counts.tally(count) if count else {},
            mix=count.mix if count else NOBODY,
            modes=count.modes if count else None,
            answered=count.answered if count else 0,
            statement=spot,
            own_pace=whole,
            overview=overview,
            took_part=took_part(overview, counts),
            by_area=by_area(overview, counts),
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
        mix=count.mix if count else NOBODY,
        modes=count.modes if count else None,
        answered=count.answered if count else 0,
        joined=place.frozen["joined"] if place.frozen else told.joined,
    )


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
            round=rows[prompt.key].round,
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
        tally=tally.internal(count),
        queue=tuple(statement_views(tally, hint, nsmallest(QUEUE, waiting, key=by_position))),
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


def _own_pace(
    prompts: tuple[PromptView, ...], tally: EventTally, area: str | None
) -> OwnPace | None:
    """The goal area that is on stage as a whole."""
    inside = tuple(view for view in prompts if area and view.prompt.goal_area == area)
    if area is None or not inside:
        return None
    people = {person for view in inside for person in tally.by_key(view.prompt.key).answers}
    return OwnPace(area, inside[0].area, inside, len(people))


def _also_open(
    connection: Connection,
    prompts: tuple[PromptView, ...],
    on_stage: OwnPace | PromptView | None,
    event_id: int,
    room: str,
    part: Span | None,
) -> tuple[PromptView, ...]:
    """Prompts that take answers though nobody has them before them."""
    here = on_stage.prompts if isinstance(on_stage, OwnPace) else (on_stage,)
    left = [each for each in prompts if each.state == "open" and each not in here]
    if part is not None:
        left = [each for each in left if not each.prompt.window]
    kept = elsewhere(connection, event_id, room) if left else ()
    return tuple(each for each in left if each.prompt.key not in kept)


def _following(
    prompts: tuple[PromptView, ...],
    current: PromptView | None,
    whole: OwnPace | None,
    over: set[str],
) -> PromptView | None:
    """The first prompt that has not been asked after the current one, or after the beginning of
    the goal area that is on stage."""
    inside = whole.prompts if whole is not None else (current,) if current is not None else ()
    first = inside[0].number if inside else 0
    return next(
        (each for each in prompts[first:] if each not in inside and each.prompt.key not in over),
        None,
    )


def _pace(count: PromptCount, at: str) -> tuple[int, ...]:
    """Answers to the prompt in each of the last minutes, the newest last."""
    newest = moment(at)
    minutes = (stamp(newest - timedelta(minutes=ago))[:MINUTE] for ago in range(PACE))
    return tuple(count.minutes[minute] for minute in minutes)[::-1]


def _ended(connection: Connection, event_id: int, prompts: tuple[PromptView, ...]) -> str | None:
    going_on = any(view.state == "open" for view in prompts)  # by the window too
    return None if going_on else finished(connection, event_id)


def _undoable(connection: Connection, event_id: int, room: str) -> ActionView | None:
    row = undoable(connection, event_id, room)
    if row is None:
        return None
    return ActionView(row.id, row.name, row.target, row.at, exact_name(row), row.actor, row.role)
