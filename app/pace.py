"""What stands on a stage: one prompt, or a goal area that everybody goes through at their own
pace."""

from __future__ import annotations

AREA = "area:"  # keys have no colon, so no prompt is taken for an area


def staged(area: str) -> str:
    """How an event's stage names a whole goal area."""
    return f"{AREA}{area}"


def area_of(stage: str | None) -> str | None:
    """The goal area that is on stage as a whole; None when a prompt is, or nothing."""
    return stage.removeprefix(AREA) if stage is not None and stage.startswith(AREA) else None
