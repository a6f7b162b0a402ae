"""Documents, their texts and clauses, files, corrections, and what the search indexes report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VALUE = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Bring an empty database to 0001."""
    _shelves()
    _contents()
    _state()
    op.execute("INSERT INTO library (id, version) VALUES (1, 0)")


def _shelves() -> None:
    op.create_table(
        "versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document_id", sa.String(length=400), nullable=False),
        sa.Column("work", sa.String(length=400), nullable=False),
        sa.Column("next_unit", sa.Integer(), nullable=False),
        sa.Column("changed_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("document_id", name="uq_versions_document_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_versions_changed_at", "versions", ["changed_at"], unique=False)
    op.create_index("ix_versions_work", "versions", ["work"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", VALUE),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_corrections_version_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "field", name="pk_corrections"),
    )
    op.create_table(
        "former_ids",
        sa.Column("document_id", sa.String(length=400), nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_former_ids_version_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", name="pk_former_ids"),
    )
    op.create_index("ix_former_ids_version_id", "former_ids", ["version_id"], unique=False)
    op.create_table(
        "texts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("edition", sa.String(length=10), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source_file", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("doc_number", sa.Text()),
        sa.Column("issuers", VALUE, nullable=False),
        sa.Column("region", sa.Text()),
        sa.Column("self_place", sa.Text()),
        sa.Column("nature", sa.String(length=20)),
        sa.Column("issued_on", sa.String(length=10)),
        sa.Column("effective_from", sa.String(length=10)),
        sa.Column("effective_to", sa.String(length=10)),
        sa.Column("clauses", sa.Integer(), nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("ocr", sa.Boolean(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_texts_version_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("version_id", "edition", name="uq_texts_version_id_edition"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_texts_edition", "texts", ["edition"], unique=False)
    op.create_index("ix_texts_issued_on", "texts", ["issued_on"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reader_version", sa.String(length=40), nullable=False),
        sa.Column("ocr", sa.Boolean(), nullable=False),
        sa.Column("clauses", sa.Integer(), nullable=False),
        sa.Column("titled", sa.Boolean(), nullable=False),
        sa.Column("document", VALUE, nullable=False),
        sa.Column("report", VALUE, nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name="fk_files_text_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("sha256", name="uq_files_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_files_text_id", "files", ["text_id"], unique=False)


def _contents() -> None:
    op.create_table(
        "clauses",
        sa.Column("id", BIG, nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heading", VALUE, nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("duties", VALUE),
        sa.Column("row", VALUE),
        sa.Column("aliases", VALUE),
        sa.PrimaryKeyConstraint("id", name="pk_clauses"),
    )
    op.create_index("ix_clauses_unit_id", "clauses", ["unit_id"], unique=False)
    op.create_index(
        "ix_clauses_with_duties",
        "clauses",
        ["id"],
        unique=False,
        sqlite_where=sa.text("duties IS NOT NULL"),
        postgresql_where=sa.text("duties IS NOT NULL"),
    )
    op.create_table(
        "sketches",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "text_id", name="pk_sketches"),
        sqlite_with_rowid=False,
    )


def _state() -> None:
    op.create_table(
        "indexes",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("manifest", VALUE, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_indexes"),
    )
    op.create_table(
        "library",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_library"),
    )
    op.create_table(
        "removals",
        sa.Column("document_id", sa.String(length=400), nullable=False),
        sa.Column("changed_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_removals"),
    )
    op.create_index("ix_removals_changed_at", "removals", ["changed_at"], unique=False)
