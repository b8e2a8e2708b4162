"""What others wrote, for one participant: statements put before them, and what they back."""

from __future__ import annotations

from random import Random
from typing import Any

from app import support
from app.errors import InvalidInput, NotOpen
from app.events import Held
from app.kinds import kinds
from app.ledger import Row
from app.participants import Joined
from app.running import Running
from app.stage import PromptView
from app.tally import StatementMark

RANDOM = Random()  # noqa: S311 who sees what first is no secret


async def deal(running: Running, event: Held, key: str, who: Joined, count: int) -> None:
    """Put more statements of a prompt before a participant; raises NotFound, InvalidInput,
    NotOpen, Unknown."""
    _supported(running, event, key)
    tally = running.tally(event)
    others = [
        (mark.id, tally.support.exposed[mark.id])
        for row, mark in _shown(running, event, key)
        if row.participant_id != who.id
    ]
    order, prompt = support.least_seen(others, RANDOM), tally.by_key(key).id
    window = event.prompts[key].window
    await running.db.write(
        lambda batch: support.deal(batch, event.id, who.id, prompt, order, count, window)
    )


def dealt(running: Running, event: Held, key: str, who: Joined) -> dict[str, Any]:
    """Statements of a prompt that were put before a participant, in that order, with what they
    back; `left` is how many there are beside those and the participant's own. Raises NotFound,
    InvalidInput, NotOpen."""
    view = _supported(running, event, key)
    shown = {mark.id: (row, mark) for row, mark in _shown(running, event, key)}
    with running.db.read() as connection:
        seen = support.seen_by(connection, who.id)
        backed = support.backed_by(connection, who.id)
    kind = running.tally(event).by_key(key).kind
    own = sum(row.participant_id == who.id for row, _ in shown.values())
    statements = [
        {
            "id": shown[each][1].public_id,
            "sequence": shown[each][0].sequence,
            "text": kind.text(shown[each][0].value or {}),
            "backed": each in backed,
        }
        for each in seen
        if each in shown
    ]
    return {
        "prompt": key,
        "state": view.state,
        "statements": statements,
        "left": len(shown) - own - len(statements),
    }


def _supported(running: Running, event: Held, key: str) -> PromptView:
    view = running.scene(event, fresh=False).view(key)
    if not view.prompt.settings.get("support") or kinds[view.prompt.kind].beside:
        raise InvalidInput("error.no_support", field="prompt")
    if view.state == "draft":
        raise NotOpen("error.not_open")
    return view


def _shown(running: Running, event: Held, key: str) -> list[tuple[Row, StatementMark]]:
    """Statements of the prompt whose text may be seen."""
    tally = running.tally(event)
    prompt = tally.by_key(key)
    return [pair for pair in tally.shown() if pair[0].prompt_id == prompt.id]
