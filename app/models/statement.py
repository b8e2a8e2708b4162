"""A free text contribution with a stable public id."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Statement(SQLModel, table=True):
    """The public id and the moderation state of one answer; its text stays in the ledger."""

    __table_args__ = (
        UniqueConstraint("event_id", "public_id"),
        UniqueConstraint("event_id", "prefix", "number"),
        UniqueConstraint("prompt_id", "participant_id", "answer_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    prompt_id: int = Field(foreign_key="prompt.id", index=True)
    participant_id: int = Field(foreign_key="participant.id")
    answer_id: str
    public_id: str  # T2-K-0147; never used again, not even after a withdrawal
    prefix: str  # T2-K
    number: int  # 147
    state: str  # waiting, approved, hidden, unreviewed, withdrawn
    created_at: str
    moderated_at: str | None = None
    mark: str | None = None  # of an audience question: pinned, answered, archived
    marked_at: str | None = None
