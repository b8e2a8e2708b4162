"""That a participant backs a statement, or no longer does."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Backing(SQLModel, table=True):
    """Appended and never changed: the newest row of a participant and statement is what stands."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    backs: bool
    stored_at: str
