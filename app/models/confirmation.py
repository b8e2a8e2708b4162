"""What an organisation says of one of its commitments after the event."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Confirmation(SQLModel, table=True):
    """Appended and never changed: the newest row of a commitment is what the organisation says.

    It holds the commitment as the organisation has it and refers to what was said in the hall by
    its public id alone: when somebody deletes what they sent, what their organisation has made its
    own stays.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    public_id: str = Field(index=True)  # of the commitment
    decision: str  # confirmed, corrected, withdrawn
    value: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # as it stands now
    note: str
    at: str
