"""What a host did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Action(SQLModel, table=True):
    """One act of a host, written in the same commit as what it did; never changed.

    `before` is what undoing restores; `undoes` names the action that this one took back.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    at: str
    actor: str  # who, by the name of their key
    role: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # of that key; or program
    name: str  # show, clear, open, close, reveal, hide, approve, …
    target: str | None = None  # prompt key or statement id
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    undoes: int | None = None
    room: str | None = None  # key of the room whose stage or screen it changed
