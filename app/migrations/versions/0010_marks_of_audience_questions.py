"""Marks of audience questions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Marks of audience questions."""
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("marked_at", sa.String(), nullable=True))
