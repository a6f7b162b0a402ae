"""Talks: what a conversation knows between two turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring a database from 0005 to 0006."""
    op.create_table(
        "talks",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_talks"),
    )
    op.create_index("ix_talks_seen", "talks", ["seen"], unique=False)
