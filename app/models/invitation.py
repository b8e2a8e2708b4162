"""A link by which an organisation's contact person confirms its commitments."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Invitation(SQLModel, table=True):
    """Good for one organisation, once, until it expires; kept afterwards for the record's sake."""

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    organisation: str  # key
    hash: str = Field(index=True)  # SHA-256 hex of the link's secret
    actor: str  # who made it, by the name of their key
    created_at: str
    expires_at: str
    opened_at: str | None = None  # when it was first exchanged for a pass
    finished_at: str | None = None  # when the contact person said that all is as it should be
    revoked_at: str | None = None
