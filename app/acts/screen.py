"""What the screen shows instead of the stage, and whether its numbers move; phones see neither."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.acts.record import Actor, event_row, logged, prompt_row, room_row, set_prompt, set_room
from app.agenda.models import QUESTIONS
from app.clock import now
from app.db import Batch
from app.errors import InvalidInput, NotFound
from app.groups import BY
from app.kinds import kinds
from app.kinds.text import SHOWN
from app.ledger import Until
from app.models import Answer, Backing, Exposure, Participant, Prompt, Statement
from app.models.participant import IMPORTED

_P, _S = Prompt.__table__, Statement.__table__  # type: ignore[attr-defined]
_A, _PERSON = Answer.__table__, Participant.__table__  # type: ignore[attr-defined]
_X, _B = Exposure.__table__, Backing.__table__  # type: ignore[attr-defined]

NEEDS = {  # what a view names beside itself
    "stage": (),
    "blank": (),
    "join": (),
    "summary": (),
    "result": ("prompt",),
    "questions": (),
    "statement": ("statement",),
    "area": ("goal_area",),
    "opener": ("goal_area",),
    "groups": ("prompt", "by"),
    "rounds": ("prompt",),
}
REVEALS = ("result", "groups", "rounds")  # views of a prompt's results


def set_view(
    batch: Batch,
    event_id: int,
    view: dict[str, str],
    *,
    actor: Actor,
    room: str | None = None,
) -> None:
    """Have a room's screen show something else than its stage: nothing (`blank`), how to `join`,
    the `result` of an earlier prompt (which reveals it), one approved `statement`, the overview of
    an `area` or its `opener`, the `summary`, the audience's `questions`, the `groups` of a prompt
    side by side (which reveals it) by `class` or `role`, or its `rounds`; `stage` follows the
    stage again.

    Raises InvalidInput, NotFound.
    """
    name = view.get("name", "")
    if name not in NEEDS:
        raise InvalidInput("error.view", field="view")
    for field in NEEDS[name]:
        if not view.get(field):
            raise InvalidInput("error.view", field=field)
    kept: dict[str, Any] = {field: view[field] for field in ("name", *NEEDS[name])}
    _look_up(batch, event_id, kept)
    here = room_row(batch, event_id, room).key

    def act() -> None:
        if name in REVEALS:
            set_prompt(batch, event_id, kept["prompt"], {"results": "shown"})
        shown = {} if name == "stage" else kept
        set_room(batch, event_id, here, {"view": shown, "frozen": None})

    prompts = [kept["prompt"]] if name in REVEALS else []
    target = next((kept[field] for field in NEEDS[name]), name)
    logged(batch, event_id, "view", target, actor, prompts, act, here)


def _look_up(batch: Batch, event_id: int, view: dict[str, Any]) -> None:
    """Raises NotFound when what the view names is not there to be shown."""
    if view["name"] == QUESTIONS:
        prompt_row(batch, event_id, QUESTIONS)
    if view["name"] == "rounds" and prompt_row(batch, event_id, view["prompt"]).round == 1:
        raise InvalidInput("rounds.error.one", field="prompt")
    if view["name"] == "groups":
        if view["by"] not in BY:
            raise InvalidInput("error.view", field="by")
        if not kinds[prompt_row(batch, event_id, view["prompt"]).kind].compares:
            raise InvalidInput("groups.error.kind", field="prompt")
    if "goal_area" in view:
        areas = [each["key"] for each in event_row(batch, event_id).agenda["goal_areas"]]
        if view["goal_area"] not in areas:
            raise NotFound("error.no_such_area", key=view["goal_area"])
    if "statement" in view:
        public_id = view["statement"]
        shown = select(_S.c.id).where(
            _S.c.event_id == event_id,
            _S.c.public_id == public_id,
            _S.c.state.in_(SHOWN),
        )
        if batch.connection.execute(shown).first() is None:
            raise NotFound("error.no_such_statement", id=public_id)


def freeze(batch: Batch, event_id: int, on: bool, *, actor: Actor, room: str | None = None) -> None:
    """Keep the numbers of a room's screen as they are now, or let them move again. What is hidden
    or taken back goes from a frozen screen all the same. Raises NotFound."""
    here = room_row(batch, event_id, room)

    def act() -> None:
        if bool(here.frozen) != on:
            moment = _moment(batch, event_id) if on else None
            set_room(batch, event_id, here.key, {"frozen": moment})

    logged(batch, event_id, "freeze", "on" if on else "off", actor, [], act, here.key)


def _moment(batch: Batch, event_id: int) -> dict[str, Any]:
    people = select(func.count()).where(
        _PERSON.c.event_id == event_id, _PERSON.c.source != IMPORTED
    )
    return {
        **{
            name: batch.connection.execute(
                select(func.max(table.c.id)).where(table.c.event_id == event_id)
            ).scalar()
            or 0
            for name, table in (("position", _A), ("exposure", _X), ("backing", _B))
        },
        "joined": batch.connection.execute(people).scalar_one(),
        "at": now(),
    }


def frozen_until(moment: dict[str, Any]) -> Until:
    """Where a moment ends that a screen's numbers were kept at."""
    return Until(**{name: moment[name] for name in Until._fields if name in moment})


def set_phones(batch: Batch, event_id: int, key: str, shown: bool, *, actor: Actor) -> None:
    """Show a prompt's results on the phones too, or on the screen alone. On the phones is on the
    screen as well. Raises NotFound."""

    def act() -> None:
        set_prompt(
            batch, event_id, key, {"phones": shown} | ({"results": "shown"} if shown else {})
        )

    logged(batch, event_id, "phones", key, actor, [key], act)
