"""Rooms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Rooms."""
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("view", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("frozen", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id", "key"),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_event_id"), ["event_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room", sa.String(), nullable=True))

    # The stage of an event becomes that of its one room, also in what the log says of it.
    op.execute(
        """INSERT INTO room (event_id, key, position, stage, view, frozen)
        SELECT id, 'main', 0, stage, view, frozen FROM event ORDER BY id"""
    )
    op.execute(
        """UPDATE action SET room = 'main'
        WHERE name IN ('show', 'clear', 'next', 'view', 'freeze') OR undoes IN
            (SELECT id FROM action WHERE name IN ('show', 'clear', 'next', 'view', 'freeze'))"""
    )
    for side in ("before", "after"):
        op.execute(
            f"""UPDATE action SET "{side}" = json_set(
                json_remove("{side}", '$.event.stage', '$.event.view', '$.event.frozen'),
                '$.room', json_object(
                    'stage', json_extract("{side}", '$.event.stage'),
                    'view', json(coalesce(json_extract("{side}", '$.event.view'), '{{}}')),
                    'frozen', json(json_extract("{side}", '$.event.frozen'))))
            WHERE json_type("{side}", '$.event.stage') IS NOT NULL AND room IS NOT NULL"""  # noqa: S608
        )
        op.execute(
            f"""UPDATE action SET "{side}" =
                json_remove("{side}", '$.event.stage', '$.event.view', '$.event.frozen')
            WHERE room IS NULL"""  # noqa: S608
        )

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("frozen")
        batch_op.drop_column("stage")
        batch_op.drop_column("view")

    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room", sa.String(), server_default="main", nullable=False))
