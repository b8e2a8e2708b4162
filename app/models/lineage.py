"""Which life of the database this is."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Lineage(SQLModel, table=True):
    """One row. `epoch` is random and new in every fresh or restored database: versions of two
    epochs cannot be compared."""

    id: int | None = Field(default=1, primary_key=True)
    epoch: str
    created_at: str
