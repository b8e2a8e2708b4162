"""What became of a statement or commitment in the plan."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Disposition(SQLModel, table=True):
    """Appended and never changed: the newest row of a statement is what stands. It goes with the
    statement when whoever wrote that deletes what they sent."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    state: str  # included, partly, not; empty: taken back
    reason: str  # the drafter's, in words that whoever wrote the statement may read
    section: str  # of the plan
    actor: str  # who, by the name of their key
    at: str
