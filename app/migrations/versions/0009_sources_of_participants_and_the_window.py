"""Sources of participants, and the window"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Sources of participants, and the window."""
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("windowed", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(), server_default="phone", nullable=False)
        )
