"""Records: work orders with their steps, hand-overs, answers given, feedback, approved answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_VALUE = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Bring a database from 0004 to 0005."""
    _orders()
    _handovers()
    _answers()
    _feedback()


def _orders() -> None:
    op.create_table(
        "orders",
        _text("id", 60),
        _text("created_at", 25),
        _text("changed_at", 25),
        _text("status", 10),
        sa.Column("region", sa.Text()),
        _text("kind", 20),
        _text("urgency", 10),
        sa.Column("due", sa.String(length=10)),
        sa.Column("closed_on", sa.String(length=10)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", _VALUE, nullable=False),
        sa.Column("card", _VALUE),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
    )
    for column in ("created_at", "status", "due", "closed_on"):
        op.create_index(f"ix_orders_{column}", "orders", [column], unique=False)
    op.create_table(
        "order_offices",
        _text("order_id", 60),
        _text("office", 80),
        sa.Column("lead", sa.Boolean(), nullable=False),
        _of_order("order_offices"),
        sa.PrimaryKeyConstraint("order_id", "office", name="pk_order_offices"),
    )
    op.create_index("ix_order_offices_office", "order_offices", ["office"], unique=False)
    op.create_table(
        "order_steps",
        sa.Column("id", _BIG, nullable=False),
        _text("order_id", 60),
        _text("at", 25),
        _text("step", 20),
        _text("status", 10),
        _text("by", 80),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", _VALUE),
        _of_order("order_steps"),
        sa.PrimaryKeyConstraint("id", name="pk_order_steps"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_steps_order_id", "order_steps", ["order_id"], unique=False)


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", _BIG, nullable=False),
        _text("order_id", 60),
        _text("status", 10),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", _BIG, nullable=False),
        _text("created_at", 25),
        sa.Column("sent_at", sa.String(length=25)),
        sa.Column("fault", sa.Text()),
        _of_order("handovers"),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sqlite_autoincrement=True,
    )
    for column in ("order_id", "status"):
        op.create_index(f"ix_handovers_{column}", "handovers", [column], unique=False)


def _answers() -> None:
    op.create_table(
        "answers",
        _text("id", 32),
        _text("at", 25),
        _text("channel", 20),
        _text("who", 80),
        sa.Column("region", sa.Text()),
        sa.Column("content", _VALUE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"], unique=False)
    op.create_table(
        "approved_answers",
        sa.Column("id", _BIG, nullable=False),
        _text("office", 80),
        sa.Column("region", sa.Text()),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("keys", _VALUE, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("citations", _VALUE, nullable=False),
        _text("approved_on", 10),
        sa.Column("expires_on", sa.String(length=10)),
        _text("by", 80),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approved_answers"),
        sqlite_autoincrement=True,
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", _BIG, nullable=False),
        _text("at", 25),
        _text("who", 80),
        sa.Column("answer_id", sa.String(length=32)),
        _text("status", 10),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", _VALUE, nullable=False),
        sa.Column("reviewed_at", sa.String(length=25)),
        sa.Column("reviewed_by", sa.String(length=80)),
        sa.Column("resolution", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sqlite_autoincrement=True,
    )
    for column in ("answer_id", "status"):
        op.create_index(f"ix_feedback_{column}", "feedback", [column], unique=False)


def _of_order(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=f"fk_{table}_order_id", ondelete="CASCADE")


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)
