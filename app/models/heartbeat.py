"""The last time that a check of readiness could write."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Heartbeat(SQLModel, table=True):
    """One row, rewritten by each check: a commit that really goes to the disk."""

    id: int | None = Field(default=1, primary_key=True)
    at: str
