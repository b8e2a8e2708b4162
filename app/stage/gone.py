"""What phones must not show any longer of what was dealt to them."""

from __future__ import annotations

from operator import itemgetter

from app.kinds import kinds
from app.kinds.text import SHOWN
from app.stage.views import Gone, PromptView
from app.tally import EventTally

AWAY = ("hidden", "waiting", "withdrawn")


def gone(tally: EventTally, prompts: tuple[PromptView, ...]) -> tuple[Gone, ...]:
    """Statements that somebody may have been shown and nobody may see now: those that a moderator
    has hidden or put back to wait, those that were withdrawn, and what others said before they
    were changed. Only of prompts where phones show any: open ones that ask for support."""
    told = {
        tally.by_key(view.prompt.key).id
        for view in prompts
        if view.state == "open" and _supported(view)
    }
    found = []
    for whose in tally.reworded.union(*(tally.in_state(state) for state in AWAY)):
        if whose[0] not in told:
            continue
        mark, row = tally.marks[whose], tally.prompts[whose[0]].standing.get(whose[1:])
        if row is not None and mark.state in SHOWN:
            found.append(Gone(mark.public_id, row.sequence))
        elif mark.moderated_at is not None or whose in tally.reworded:
            found.append(Gone(mark.public_id, None))
    return tuple(sorted(found, key=itemgetter(0)))


def _supported(view: PromptView) -> bool:
    return bool(view.prompt.settings.get("support")) and not kinds[view.prompt.kind].beside
