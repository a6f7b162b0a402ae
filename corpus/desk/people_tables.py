"""The tables of people (账号表): accounts, sessions, API keys, failed logins, and the audit log."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from corpus.tables import BIG, METADATA, VALUE

NAME_LENGTH = 40

# Moments are whole seconds of the wall clock (Unix time): they end sessions and locks, and no setting moves them.
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("key", String(NAME_LENGTH), nullable=False, unique=True),  # the name as compared: folded
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("password", Text, nullable=False),  # argon2 hash
    Column("roles", VALUE, nullable=False),
    Column("office", String(80)),
    Column("region", Text),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", BIG, nullable=False),
    sqlite_autoincrement=True,
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", BIG, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BIG, nullable=False),
    Column("seen_at", BIG, nullable=False),
)

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("key_hash", String(64), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False, unique=True),
    Column("scopes", VALUE, nullable=False),
    Column("created_at", BIG, nullable=False),
    Column("expires_at", BIG),
)

# By the hash of the name that was tried, whether or not somebody bears it.
LOGIN_FAILURES = Table(
    "login_failures",
    METADATA,
    Column("name_hash", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", BIG, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("at", String(25), nullable=False, index=True),
    Column("who", String(80), nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("record", String(200), nullable=False),
    Column("detail", VALUE),
    sqlite_autoincrement=True,
)
