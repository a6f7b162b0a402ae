"""The table of sketches goes: they stand with their texts, and are looked through in memory."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring a database from 0001 to 0002."""
    op.drop_table("sketches")
