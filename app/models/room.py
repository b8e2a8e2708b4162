"""A room of an event, with a stage and a screen of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

MAIN = "main"  # key of the one room of an event whose agenda names none


class Room(SQLModel, table=True):
    """Where people of an event sit together. Every event has at least one; the first is the main
    one. Its name stands in the agenda, prompts and answers belong to the whole event."""

    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    key: str
    position: int
    stage: str | None = None  # key of the prompt before everybody there
    view: dict[str, Any] = Field(  # what the screen shows instead; {} follows the stage
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    frozen: dict[str, Any] | None = Field(  # the moment that the screen's numbers stay at
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
