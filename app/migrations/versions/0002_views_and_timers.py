"""Views of the screen, its frozen numbers, timers, results on phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Views of the screen, its frozen numbers, timers, results on phones."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("view", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("frozen", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phones", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("ends_at", sa.String(), nullable=True))
