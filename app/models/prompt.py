"""What is asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Prompt(SQLModel, table=True):
    """One prompt of an event, in agenda order, with where it stands."""

    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id", index=True)
    key: str
    position: int
    kind: str
    goal_area: str | None = None  # key
    angle: str | None = None  # key
    text: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    help: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    settings: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    edition: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of heading and form
    prefix: str  # of its statements' public ids, "T2-K"
    state: str = "draft"  # draft, open, closed
    round: int = Field(default=1, sa_column_kwargs={"server_default": "1"})  # asked so many times
    closings: list[str] = Field(  # when each earlier round was closed
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    results: str = "hidden"  # hidden, shown
    phones: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # results there
    opened_at: str | None = None
    closed_at: str | None = None
    ends_at: str | None = None  # a timer: the prompt closes by itself then
