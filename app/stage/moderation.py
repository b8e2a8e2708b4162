"""Statements as the moderator sees them, nothing about who wrote them; the one in the spotlight."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import nlargest

from app.ledger import Row as LedgerRow
from app.stage.views import StatementView
from app.tally import EventTally, StatementMark

STATES = ("waiting", "approved", "hidden", "unreviewed")  # of statements that count
QUEUE = 50  # statements that the console shows at a time
DECIDED = 20  # latest decisions that it shows

Hint = Callable[[str], str | None]


def spotlight(tally: EventTally, hint: Hint, public_id: str) -> StatementView | None:
    """The statement with this public id, if its text may be seen."""
    found = [pair for pair in tally.shown() if pair[1].public_id == public_id]
    return next(iter(statement_views(tally, hint, found)), None)


def by_position(pair: tuple[LedgerRow, StatementMark]) -> int:
    """To put statements in the order in which they came."""
    return pair[0].position


def by_decision(pair: tuple[LedgerRow, StatementMark]) -> tuple[str, str]:
    """To put statements in the order in which they were decided on."""
    return pair[1].moderated_at or "", pair[1].public_id


def statement_views(
    tally: EventTally, hint: Hint, statements: Iterable[tuple[LedgerRow, StatementMark]]
) -> list[StatementView]:
    """Statements as the moderator sees them, in the order that they come in."""
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


def decided(tally: EventTally, hint: Hint) -> tuple[StatementView, ...]:
    """The latest decisions of the moderator, newest first."""
    both = tally.statements("approved") + tally.statements("hidden")
    return tuple(statement_views(tally, hint, nlargest(DECIDED, both, key=by_decision)))


def statements(tally: EventTally, hint: Hint, state: str) -> list[StatementView]:
    """Every statement in one moderation state, oldest first, for the review page."""
    return statement_views(tally, hint, sorted(tally.statements(state), key=by_position))
