"""People: accounts, sessions, API keys, failed logins, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_VALUE = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Bring a database from 0003 to 0004."""
    _accounts()
    op.create_table(
        "api_keys",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("scopes", _VALUE, nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("expires_at", _BIG),
        sa.PrimaryKeyConstraint("key_hash", name="pk_api_keys"),
        sa.UniqueConstraint("name", name="uq_api_keys_name"),
    )
    op.create_table(
        "login_failures",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name="pk_login_failures"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=200), nullable=False),
        sa.Column("detail", _VALUE),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_index("ix_audit_who", "audit", ["who"], unique=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("roles", _VALUE, nullable=False),
        sa.Column("office", sa.String(length=80)),
        sa.Column("region", sa.Text()),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("key", name="uq_accounts_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", _BIG, nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("seen_at", _BIG, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
