"""That a statement was put before a participant."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Exposure(SQLModel, table=True):
    """Once for each statement and participant, in the order in which they were dealt, until the
    statement is changed. Without it a count of backings says nothing: who was never shown a
    statement cannot have backed it."""

    __table_args__ = (
        UniqueConstraint("participant_id", "statement_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    participant_id: int = Field(foreign_key="participant.id")
    shown_at: str
