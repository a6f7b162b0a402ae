"""Records of training: cards with their due days, answers, items as asked, flags, drills."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_VALUE = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Bring a database from 0002 to 0003."""
    _cards()
    _answers()
    op.create_table(
        "training_flags",
        _text("item_id", 40),
        sa.Column("reason", sa.Text(), nullable=False),
        _text("flagged_by", 80),
        _text("day", 10),
        sa.PrimaryKeyConstraint("item_id", name="pk_training_flags"),
    )
    op.create_table(
        "training_drills",
        sa.Column("id", _BIG, nullable=False),
        _text("learner", 80),
        _text("drill_id", 80),
        _text("day", 10),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("content", _VALUE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training_drills"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_training_drills_learner", "training_drills", ["learner"], unique=False)


def _cards() -> None:
    op.create_table(
        "training_cards",
        _text("learner", 80),
        _text("item_id", 40),
        _text("clause_hash", 64),
        _text("due", 10),
        sa.Column("gap", sa.Integer(), nullable=False),
        _text("last_day", 10),
        sa.Column("state", _VALUE, nullable=False),
        sa.PrimaryKeyConstraint("learner", "item_id", name="pk_training_cards"),
    )
    op.create_index("ix_training_cards_learner_due", "training_cards", ["learner", "due"], unique=False)
    op.create_table(
        "training_items",
        _text("item_id", 40),
        _text("clause_hash", 64),
        sa.Column("content", _VALUE, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "clause_hash", name="pk_training_items"),
    )


def _answers() -> None:
    op.create_table(
        "training_answers",
        sa.Column("id", _BIG, nullable=False),
        _text("learner", 80),
        _text("item_id", 40),
        _text("clause_hash", 64),
        _text("day", 10),
        _text("topic", 40),
        sa.Column("family", sa.Text(), nullable=False),
        _text("level", 10),
        sa.Column("given", _VALUE, nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training_answers"),
        sa.UniqueConstraint("learner", "item_id", "day", name="uq_training_answers_learner_item_id_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_training_answers_learner_day", "training_answers", ["learner", "day"], unique=False)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)
