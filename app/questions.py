"""Audience questions as one participant has them: which are their own, and which they back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from app.models import Backing, Statement

_S, _B = Statement.__table__, Backing.__table__  # type: ignore[attr-defined]


def own(connection: Connection, participant_id: int) -> set[str]:
    """Public ids of a participant's statements that stand."""
    rows = select(_S.c.public_id).where(
        _S.c.participant_id == participant_id, _S.c.state != "withdrawn"
    )
    return set(connection.execute(rows).scalars())


def backed(connection: Connection, participant_id: int) -> set[str]:
    """Public ids of statements that a participant backs now."""
    rows = (
        select(_S.c.public_id, _B.c.backs)
        .join(_S, _S.c.id == _B.c.statement_id)
        .where(_B.c.participant_id == participant_id)
        .order_by(_B.c.id)
    )
    stands: dict[str, bool] = {row[0]: row[1] for row in connection.execute(rows)}
    return {public_id for public_id, backs in stands.items() if backs}


def told(
    connection: Connection, participant_id: int, tally: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The questions of a tally with `own` and `backed` as this participant has them."""
    theirs, backs = own(connection, participant_id), backed(connection, participant_id)
    return [
        {**each, "own": each["id"] in theirs, "backed": each["id"] in backs}
        for each in tally["statements"]
    ]
