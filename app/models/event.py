"""One gathering with a code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    """A gathering: its agenda as read from the file, as amended since."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    agenda: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    secret: str  # hex; participants' tokens are kept only as HMAC under this
    edition: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of the agenda
    version: int = 0  # rises in the same commit as any change of the event
    changed_at: str  # moment of that commit; the time an export states
    premoderation: bool = True
    rehearsing: bool = Field(  # whoever joins now is simulated or practises, and goes with it
        default=False, sa_column_kwargs={"server_default": "0"}
    )
    # Whether participants may read what became of their words.
    feedback: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    created_at: str
