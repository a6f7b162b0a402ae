"""The tables of the library. One database holds documents and records; only search indexes live elsewhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers rows itself only in a column declared exactly INTEGER.
BIG = BigInteger().with_variant(Integer(), "sqlite")
VALUE = JSON(none_as_null=True)

# Units and clauses are numbered below their version and text: the high bits name the owner, so no look-up is needed.
SHIFT = 20
CAPACITY = 1 << SHIFT
WORK_LENGTH = 400  # characters of a title's key


def _key(name: str, kind: TypeEngine[Any] = BIG) -> Column[Any]:
    return Column(name, kind, primary_key=True)


LIBRARY = Table("library", METADATA, Column("id", Integer, primary_key=True), Column("version", BIG, nullable=False))

VERSIONS = Table(
    "versions",
    METADATA,
    _key("id"),
    Column("document_id", String(400), nullable=False, unique=True),
    Column("work", String(WORK_LENGTH), nullable=False, index=True),
    Column("next_unit", Integer, nullable=False),
    Column("changed_at", BIG, nullable=False, index=True),
    sqlite_autoincrement=True,
)

FORMER_IDS = Table(
    "former_ids",
    METADATA,
    _key("document_id", String(400)),
    Column("version_id", BIG, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, index=True),
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("version_id", BIG, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    _key("field", String(40)),
    Column("value", VALUE),
)

TEXTS = Table(
    "texts",
    METADATA,
    _key("id"),
    Column("version_id", BIG, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("edition", String(10), nullable=False, index=True),
    Column("live", Boolean, nullable=False),  # the text of its version that is shown: the original, else the digest
    Column("hidden", Boolean, nullable=False),  # a digest that the user removed
    Column("sha256", String(64), nullable=False),  # the file whose clauses are quoted
    Column("title", Text, nullable=False),
    Column("source_file", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("doc_number", Text),
    Column("issuers", VALUE, nullable=False),
    Column("region", Text),
    Column("self_place", Text),
    Column("nature", String(20)),
    Column("issued_on", String(10), index=True),
    Column("effective_from", String(10)),
    Column("effective_to", String(10)),
    Column("clauses", Integer, nullable=False),
    Column("duties", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("ocr", Boolean, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    UniqueConstraint("version_id", "edition"),
    sqlite_autoincrement=True,
)

FILES = Table(
    "files",
    METADATA,
    _key("id"),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("text_id", BIG, ForeignKey("texts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("reader_version", String(40), nullable=False),
    Column("ocr", Boolean, nullable=False),
    Column("clauses", Integer, nullable=False),
    Column("titled", Boolean, nullable=False),  # its title stands in its text
    Column("document", VALUE, nullable=False),
    Column("report", VALUE, nullable=False),
    sqlite_autoincrement=True,
)

# No foreign key on the large table: its text_id is written and deleted together with the text, in one
# transaction, and an index for the check alone would cost a third of the time of an add. `Library.check` looks.
CLAUSES = Table(
    "clauses",
    METADATA,
    _key("id"),  # text_id << SHIFT | position
    Column("text_id", BIG, nullable=False),
    Column("unit_id", BIG, nullable=False, index=True),  # version_id << SHIFT | number
    Column("address", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("heading", VALUE, nullable=False),
    Column("page", Integer),
    Column("duties", VALUE),
    Column("row", VALUE),
    Column("aliases", VALUE),
)
Index(
    "ix_clauses_with_duties",
    CLAUSES.c.id,
    sqlite_where=CLAUSES.c.duties.is_not(None),
    postgresql_where=CLAUSES.c.duties.is_not(None),
)

REMOVALS = Table(
    "removals",
    METADATA,
    _key("document_id", String(400)),
    Column("changed_at", BIG, nullable=False, index=True),
)

INDEXES = Table("indexes", METADATA, _key("name", String(80)), Column("manifest", VALUE, nullable=False))

# Records of training. A learner is a name of the trainer's choosing; days are ISO days, so that they sort and compare
# as text in every database.
TRAINING_CARDS = Table(
    "training_cards",
    METADATA,
    _key("learner", String(80)),
    _key("item_id", String(40)),
    Column("clause_hash", String(64), nullable=False),
    Column("due", String(10), nullable=False),
    Column("gap", Integer, nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("state", VALUE, nullable=False),
    Index("ix_training_cards_learner_due", "learner", "due"),
)

TRAINING_ITEMS = Table(
    "training_items",
    METADATA,
    _key("item_id", String(40)),
    _key("clause_hash", String(64)),
    Column("content", VALUE, nullable=False),  # the item as it was asked, for the wrong-answer book
)

TRAINING_ANSWERS = Table(
    "training_answers",
    METADATA,
    _key("id"),
    Column("learner", String(80), nullable=False),
    Column("item_id", String(40), nullable=False),
    Column("clause_hash", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("family", Text, nullable=False),
    Column("level", String(10), nullable=False),
    Column("given", VALUE, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("gap", Integer, nullable=False),
    UniqueConstraint("learner", "item_id", "day"),
    Index("ix_training_answers_learner_day", "learner", "day"),
    sqlite_autoincrement=True,
)

TRAINING_FLAGS = Table(
    "training_flags",
    METADATA,
    _key("item_id", String(40)),
    Column("reason", Text, nullable=False),
    Column("flagged_by", String(80), nullable=False),
    Column("day", String(10), nullable=False),
)

TRAINING_DRILLS = Table(
    "training_drills",
    METADATA,
    _key("id"),
    Column("learner", String(80), nullable=False, index=True),
    Column("drill_id", String(80), nullable=False),
    Column("day", String(10), nullable=False),
    Column("score", Integer, nullable=False),
    Column("content", VALUE, nullable=False),
    sqlite_autoincrement=True,
)
