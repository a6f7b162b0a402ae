"""The tables of records (台账表): work orders with their steps, hand-overs, answers, feedback, approved answers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from corpus.tables import BIG, METADATA, VALUE

# Moments are ISO text with their zone (+08:00 throughout) and days ISO days, so that they sort and compare as text.
ORDERS = Table(
    "orders",
    METADATA,
    Column("id", String(60), primary_key=True),
    Column("created_at", String(25), nullable=False, index=True),
    Column("changed_at", String(25), nullable=False),
    Column("status", String(10), nullable=False, index=True),
    Column("region", Text),
    Column("kind", String(20), nullable=False),
    Column("urgency", String(10), nullable=False),
    Column("due", String(10), index=True),
    Column("closed_on", String(10), index=True),
    Column("version", Integer, nullable=False),
    Column("content", VALUE, nullable=False),  # the work order object as it was made
    Column("card", VALUE),
)

ORDER_OFFICES = Table(
    "order_offices",
    METADATA,
    Column("order_id", String(60), ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("office", String(80), primary_key=True),
    Column("lead", Boolean, nullable=False),
    Index("ix_order_offices_office", "office"),
)

ORDER_STEPS = Table(
    "order_steps",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("order_id", String(60), ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", String(25), nullable=False),
    Column("step", String(20), nullable=False),
    Column("status", String(10), nullable=False),  # what the order was after it
    Column("by", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", VALUE),
    sqlite_autoincrement=True,
)

# What is to be sent to the county's own system: the order's number only; its content is read when it is sent.
HANDOVERS = Table(
    "handovers",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("order_id", String(60), ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(10), nullable=False, index=True),  # waiting, sent, failed
    Column("tries", Integer, nullable=False),
    Column("next_at", BIG, nullable=False),
    Column("created_at", String(25), nullable=False),
    Column("sent_at", String(25)),
    Column("fault", Text),
    sqlite_autoincrement=True,
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("at", String(25), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("who", String(80), nullable=False),
    Column("region", Text),
    Column("content", VALUE, nullable=False),  # the ask object, personal data masked, its clauses as they stood
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("at", String(25), nullable=False),
    Column("who", String(80), nullable=False),
    Column("answer_id", String(32), index=True),
    Column("status", String(10), nullable=False, index=True),  # open, done
    Column("note", Text, nullable=False),
    Column("content", VALUE, nullable=False),  # question, answer and evidence as they were
    Column("reviewed_at", String(25)),
    Column("reviewed_by", String(80)),
    Column("resolution", Text),
    sqlite_autoincrement=True,
)

APPROVED = Table(
    "approved_answers",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("office", String(80), nullable=False),
    Column("region", Text),
    Column("question", Text, nullable=False),
    Column("keys", VALUE, nullable=False),  # the questions it answers, as they are compared
    Column("answer", Text, nullable=False),
    Column("citations", VALUE, nullable=False),
    Column("approved_on", String(10), nullable=False),
    Column("expires_on", String(10)),
    Column("by", String(80), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
