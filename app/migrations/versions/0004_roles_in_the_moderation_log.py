"""Roles in the moderation log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Roles in the moderation log."""
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(), server_default="", nullable=False))
    # Until now one moderator acted, or the timer.
    op.execute("UPDATE action SET role = 'program' WHERE actor = 'timer'")
    op.execute("UPDATE action SET role = 'moderator' WHERE actor = 'moderator'")
