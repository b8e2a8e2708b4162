"""What was deleted for good."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Erasure(SQLModel, table=True):
    """Participants went with all they sent; written in the same commit. Whoever has counted
    their answers sees here that they have to count anew."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    at: str
    participants: int  # how many
