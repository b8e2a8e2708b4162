"""A phone."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from app.models.room import MAIN

IMPORTED = "import"  # source of what stands for statements from elsewhere; nobody of this event


class Participant(SQLModel, table=True):
    """Somebody who joined; no name, no address, the token only as a keyed hash.
    An id is never used again: nobody inherits the answers of one who was erased."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    public_id: str = Field(unique=True)  # random; what joining answers
    token: str = Field(unique=True)  # HMAC-SHA-256 hex of the device's token
    organisation: str  # key
    role: str  # key
    table_number: int | None = None
    headcount: int | None = None  # people behind this phone when it is a table's
    language: str
    source: str = Field(  # phone, or paper: a form that a host entered; or import
        default="phone", sa_column_kwargs={"server_default": "phone"}
    )
    rehearsal: bool = False  # joined in a rehearsal; purged as one
    joined_at: str
    room: str = Field(default=MAIN, sa_column_kwargs={"server_default": MAIN})  # key; may change
