"""The ledger: what participants sent, appended and never rewritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Answer(SQLModel, table=True):
    """One row of the ledger; its id is its position.

    A changed answer is a new row with a later sequence, a withdrawn one a row with `withdrawn`
    and no value; withdrawing also empties the value of the rows before it.
    """

    __table_args__ = (
        UniqueConstraint("prompt_id", "participant_id", "answer_id", "sequence", "withdrawn"),
        Index("answer_by_event", "event_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="event.id")
    prompt_id: int = Field(foreign_key="prompt.id")
    participant_id: int = Field(foreign_key="participant.id", index=True)
    answer_id: str  # UUID made by the client before its first try
    round: int = Field(  # of the prompt, that it was written for
        default=1, sa_column_kwargs={"server_default": "1"}
    )
    sequence: int
    value: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True)))
    late: bool = False  # came more than 15 s after closing: kept, exported, not counted
    withdrawn: bool = False
    windowed: bool = Field(  # came while the window before or after the event was open
        default=False, sa_column_kwargs={"server_default": "0"}
    )
    answered_at: str | None = None  # the client's clock, told and never used
    stored_at: str
