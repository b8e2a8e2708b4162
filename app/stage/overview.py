"""Several prompts at a glance: of a goal area, or of the whole event."""

from __future__ import annotations

from app.stage.views import Glance, PromptView
from app.tally import EventTally


def at_a_glance(
    prompts: tuple[PromptView, ...], tally: EventTally, area: str | None
) -> tuple[Glance, ...]:
    """The prompts of a goal area, or all of them, each with its tally if that may be seen."""
    return tuple(
        Glance(
            view,
            tally.pictured(tally.by_key(view.prompt.key)) if view.results == "shown" else None,
        )
        for view in prompts
        if area in (None, view.prompt.goal_area)
    )


def took_part(overview: tuple[Glance, ...], tally: EventTally) -> tuple[int, int]:
    """People who have answered any of these prompts, and how many organisations they are from."""
    rows = [
        row
        for glance in overview
        for row in tally.by_key(glance.view.prompt.key).standing.values()
        if not row.imported
    ]
    return len({row.participant_id for row in rows}), len({row.organisation for row in rows})


def by_area(overview: tuple[Glance, ...], tally: EventTally) -> dict[int, int]:
    """People who have answered in each goal area, 0 for prompts without one."""
    areas = {glance.view.area for glance in overview}
    return {
        area: took_part(tuple(each for each in overview if each.view.area == area), tally)[0]
        for area in areas
    }
