"""Rehearsal as a mode"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Rehearsal as a mode."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rehearsing", sa.Boolean(), server_default="0", nullable=False)
        )
    # Where only simulated people have joined, the rehearsal is still on.
    op.execute(
        "UPDATE event SET rehearsing = 1 WHERE id IN"
        " (SELECT event_id FROM participant GROUP BY event_id HAVING min(rehearsal) = 1)"
    )
