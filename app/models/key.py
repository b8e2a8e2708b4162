"""What opens an event to a host."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Key(SQLModel, table=True):
    """A key of one host, with the role that it opens; revoked it stays here for the log's sake."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    role: str  # owner, moderator, screen, analyst
    name: str  # whose it is, as the owner wrote it
    hash: str = Field(index=True)  # SHA-256 hex
    created_at: str
    used_at: str | None = None  # when it was last exchanged for a pass
    revoked_at: str | None = None
