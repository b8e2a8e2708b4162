"""Changing the agenda of an event, before it and while it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from app.acts.record import Actor, State, event_row, log
from app.agenda import Agenda, AgendaPrompt
from app.agenda.models import QUESTIONS
from app.amendments import Change, Relied, compare, losing, settled
from app.db import Batch
from app.errors import Clash, InvalidInput, Refused
from app.kinds import kinds
from app.models import Answer, Event, Participant, Prompt, Room
from app.models.room import MAIN

_E, _P = Event.__table__, Prompt.__table__  # type: ignore[attr-defined]
_A, _PERSON = Answer.__table__, Participant.__table__  # type: ignore[attr-defined]
_R = Room.__table__  # type: ignore[attr-defined]

TEXTS = frozenset({"text", "help", "title", "short", "name", "label"})  # in any language
JOINED = {
    "roles": _PERSON.c.role,
    "organisations": _PERSON.c.organisation,
    "languages": _PERSON.c.language,
    "rooms": _PERSON.c.room,
}
NAMED = {"prompt": "prompts", "goal_area": "goal_areas"}  # what a view of the screen may name


def amend(
    batch: Batch, event_id: int, proposed: Agenda, edition: int, actor: Actor
) -> tuple[Change, ...]:
    """Give the event the proposed agenda; what changed. Answers stay what they are.

    `edition` is that of the agenda which the change was made from. Raises Clash when the event has
    a newer one, Refused when answers rest on something that would change.
    """
    if event_row(batch, event_id).edition != edition:
        raise Clash("amend.error.clash")
    held, proposed, changes = _compared(batch.connection, event_id, proposed)
    if any(each.refused for each in changes):
        raise Refused("amend.error.refused", changes)
    if changes:
        before, after = _put(batch, event_id, held, proposed, changes)
        log(batch, event_id, "amend", None, actor, before, after)
    return changes


def would_change(connection: Connection, event_id: int, proposed: Agenda) -> tuple[Change, ...]:
    """What `amend` would change or refuse, now."""
    return _compared(connection, event_id, proposed)[2]


def amend_back(batch: Batch, event_id: int, act: Any) -> None:
    """Take an amendment back, as a part of undoing; raises InvalidInput where answers that came
    since rest on it."""
    held = Agenda.model_validate(event_row(batch, event_id).agenda)
    before = act.before["agenda"]
    prompts = {each.key: each for each in held.prompts} | {
        key: AgendaPrompt.model_validate(each) for key, each in before["prompts"].items() if each
    }
    fields = held.model_dump(mode="json") | before["fields"]
    fields["prompts"] = [prompts[key].model_dump(mode="json") for key in before["order"]]
    held, proposed, changes = _compared(batch.connection, event_id, Agenda.model_validate(fields))
    if any(each.refused for each in changes):
        raise InvalidInput("amend.error.undo")
    _put(batch, event_id, held, proposed, changes)


def untouched(connection: Connection, act: Any) -> bool:
    """Whether an amendment can still be taken back: it changed words alone, or nobody has answered
    or joined since."""
    places = [each["where"] for each in act.after["changes"]]
    if all(len(place) > 1 and place[-2] in TEXTS for place in places):
        return True
    since = select(_A.c.id).where(_A.c.event_id == act.event_id, _A.c.id > act.after["position"])
    people = select(_PERSON.c.id).where(
        _PERSON.c.event_id == act.event_id, _PERSON.c.joined_at > act.at
    )
    return not any(connection.execute(each.limit(1)).first() for each in (since, people))


def _compared(
    connection: Connection, event_id: int, proposed: Agenda
) -> tuple[Agenda, Agenda, tuple[Change, ...]]:
    stored = connection.execute(select(_E.c.agenda).where(_E.c.id == event_id)).scalar_one()
    held = Agenda.model_validate(stored)
    relied = _relied(connection, event_id, losing(held, proposed))
    proposed = settled(held, proposed, relied)
    return held, proposed, compare(held, proposed, relied)


# --- what answers rest on -------------------------------------------------------


def _relied(connection: Connection, event_id: int, losing: Iterable[str]) -> Relied:
    rows = connection.execute(select(_P).where(_P.c.event_id == event_id)).all()
    people = func.count(_A.c.participant_id.distinct())
    of_event = select(_A.c.prompt_id, people).where(_A.c.event_id == event_id)
    answered = _counts(connection, of_event.group_by(_A.c.prompt_id))
    asked = {row.key for row in rows if row.opened_at or row.id in answered}
    return Relied(
        asked=frozenset(asked),
        answered={row.key: answered[row.id] for row in rows if row.id in answered},
        chosen={row.key: _chosen(connection, row) for row in rows if row.key in losing},
        joined={
            section: _counts(
                connection,
                select(column, func.count()).where(_PERSON.c.event_id == event_id).group_by(column),
            )
            for section, column in JOINED.items()
        },
    )


def _counts(connection: Connection, counts: Select[Any]) -> dict[Any, int]:
    return {key: n for key, n in connection.execute(counts)}  # noqa: C416 a row is no pair to mypy


def _chosen(connection: Connection, prompt: Any) -> Counter[str]:
    """People whose answers to a prompt name an option or item, by its key; answers that were
    replaced since count too, for they are in the ledger."""
    kind = kinds[prompt.kind]
    settings = kind.settings(prompt.settings)
    keyed = [column.key for column in kind.columns(settings) if column.labelled]
    named = {
        (participant, row[key])
        for participant, value in connection.execute(
            select(_A.c.participant_id, _A.c.value).where(_A.c.prompt_id == prompt.id)
        )
        if value is not None
        for row in kind.rows(settings, value)
        for key in keyed
        if row.get(key)
    }
    return Counter(key for _, key in named)


# --- the change -------------------------------------------------------------------


def _put(
    batch: Batch, event_id: int, held: Agenda, proposed: Agenda, changes: Iterable[Change]
) -> tuple[State, State]:
    """Store an agenda; what undoing needs, and what the log says of it: no text, only places."""
    event = event_row(batch, event_id)
    batch.connection.execute(
        update(_E)
        .where(_E.c.id == event_id)
        .values(agenda=proposed.model_dump(mode="json"), edition=event.edition + 1)
    )
    _put_prompts(batch, event_id, proposed)
    _put_rooms(batch, event_id, proposed)
    position = batch.connection.execute(
        select(func.max(_A.c.id)).where(_A.c.event_id == event_id)
    ).scalar()
    told = [{"where": list(each.where), "what": each.what} for each in changes]
    return {"agenda": _difference(held, proposed)}, {"changes": told, "position": position or 0}


def _put_rooms(batch: Batch, event_id: int, proposed: Agenda) -> None:
    """Keep the rooms that stay, with their stages; the first of all takes the place of a main room
    that goes, with whoever is there. A screen does not show what the agenda has no more."""
    rows = list(
        batch.connection.execute(
            select(_R).where(_R.c.event_id == event_id).order_by(_R.c.position)
        )
    )
    keys = [each.key for each in proposed.rooms] or [MAIN]
    ids = {row.key: row.id for row in rows}
    main = rows[0].key
    if main not in keys and keys[0] not in ids:
        ids[keys[0]] = ids.pop(main)
        here = (_PERSON.c.event_id == event_id, _PERSON.c.room == main)
        batch.connection.execute(update(_PERSON).where(*here).values(room=keys[0]))
    gone = [number for key, number in ids.items() if key not in keys]
    batch.connection.execute(delete(_R).where(_R.c.id.in_(gone)))
    for position, key in enumerate(keys):
        if key in ids:
            fields = {"key": key, "position": position}
            batch.connection.execute(update(_R).where(_R.c.id == ids[key]).values(**fields))
        else:
            fresh = {"event_id": event_id, "key": key, "position": position, "view": {}}
            batch.connection.execute(insert(_R), fresh)
    for row in rows:
        if not _there(proposed, row.view):
            batch.connection.execute(update(_R).where(_R.c.id == row.id).values(view={}))


def _difference(held: Agenda, proposed: Agenda) -> State:
    """What the held agenda has otherwise than the proposed one: its fields, its prompts by key,
    and the order of all of them."""
    before, after = (each.model_dump(mode="json") for each in (held, proposed))
    now = {each["key"]: each for each in after["prompts"]}
    return {
        "fields": {
            name: value
            for name, value in before.items()
            if name != "prompts" and value != after[name]
        },
        "prompts": {
            each["key"]: each for each in before["prompts"] if each != now.get(each["key"])
        },
        "order": [each["key"] for each in before["prompts"]],
    }


def _put_prompts(batch: Batch, event_id: int, proposed: Agenda) -> None:
    connection = batch.connection
    rows = {row.key: row for row in connection.execute(select(_P).where(_P.c.event_id == event_id))}
    gone = [row.id for key, row in rows.items() if key not in {p.key for p in proposed.asked}]
    connection.execute(delete(_P).where(_P.c.id.in_(gone)))
    for position, prompt in enumerate(proposed.asked):
        if (row := rows.get(prompt.key)) is None:
            fields = prompt_fields(prompt, position)
            fresh = kinds[prompt.kind].fresh
            connection.execute(insert(_P), {"event_id": event_id, **fields, **fresh})
            continue
        fields = prompt_fields(prompt, position)
        made = kinds[prompt.kind].made if prompt.kind == row.kind else ()
        # What the moderator has made of the answers, such as the wording of words, stays.
        kept = {name: row.settings[name] for name in made if name in row.settings}
        fields["settings"] = kept | prompt.settings
        # What a phone that stands on it is made of: its heading and its form.
        seen = ("kind", "text", "goal_area", "angle", "help", "settings")
        other = any(getattr(row, name) != fields[name] for name in seen)
        fields["edition"] = row.edition + other
        connection.execute(update(_P).where(_P.c.id == row.id).values(**fields))


def prompt_fields(prompt: AgendaPrompt, position: int) -> State:
    """The columns that a prompt of an agenda fills."""
    own = ("key", "kind", "goal_area", "angle", "text", "help", "settings", "prefix")
    return {"position": position, **{name: getattr(prompt, name) for name in own}}


def _there(agenda: Agenda, view: State) -> bool:
    """Whether the agenda still has what the screen shows."""
    if view.get("name") == QUESTIONS and agenda.questions is None:
        return False
    return all(
        name not in NAMED or key in {each.key for each in getattr(agenda, NAMED[name])}
        for name, key in view.items()
    )
