"""Keys of hosts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# What the three keys of an event are called until somebody names them otherwise, by language.
NAMES = {
    "owner": ("moderator_key", "Omistaja", "Ägare", "Owner"),
    "screen": ("screen_key", "Näyttö", "Skärm", "Screen"),
    "analyst": ("analyst_key", "Valmistelija", "Analytiker", "Analyst"),
}


def upgrade() -> None:
    """Keys of hosts."""
    op.create_table(
        "key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_key_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_key_hash"), ["hash"], unique=False)

    for role, (column, finnish, swedish, english) in NAMES.items():
        op.execute(  # nothing but the names above is put together here
            "INSERT INTO key (event_id, role, name, hash, created_at) "  # noqa: S608
            f"SELECT id, '{role}', CASE json_extract(agenda, '$.languages[0]') "
            f"WHEN 'sv' THEN '{swedish}' WHEN 'en' THEN '{english}' ELSE '{finnish}' END, "
            f"{column}, created_at FROM event ORDER BY id"
        )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("analyst_key")
        batch_op.drop_column("moderator_key")
        batch_op.drop_column("screen_key")

    with op.batch_alter_table("pass", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_pass_key_id"), ["key_id"], unique=False)
        batch_op.create_foreign_key("fk_pass_key_id", "key", ["key_id"], ["id"])
    op.execute(
        "UPDATE pass SET key_id = (SELECT id FROM key WHERE key.event_id = pass.event_id "
        "AND key.role = replace(pass.role, 'moderator', 'owner'))"
    )
    with op.batch_alter_table("pass", schema=None) as batch_op:
        batch_op.drop_column("role")
