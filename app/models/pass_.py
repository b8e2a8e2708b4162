"""A host's session on one browser."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Pass(SQLModel, table=True):
    """What a key was exchanged for; the browser's cookie holds the token, this its hash. It opens
    what the key opens, until that is revoked."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    key_id: int | None = Field(default=None, foreign_key="key.id", index=True)
    token: str = Field(unique=True)  # SHA-256 hex
    created_at: str
    expires_at: str
