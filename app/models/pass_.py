"""A host's session on one browser."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Pass(SQLModel, table=True):
    """What a key was exchanged for; the browser's cookie holds the id, this its hash."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    token: str = Field(unique=True)  # SHA-256 hex
    role: str  # moderator, screen, analyst
    created_at: str
    expires_at: str
