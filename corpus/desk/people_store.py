"""Accounts, sessions, keys and failed logins as they are kept (账号库). Passwords and tokens come in hashed.

Every method is one transaction. Moments are whole seconds of Unix time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from corpus.database import Database
from corpus.desk.people_tables import ACCOUNTS, API_KEYS, LOGIN_FAILURES, SESSIONS

_A, _S, _K, _F = ACCOUNTS.c, SESSIONS.c, API_KEYS.c, LOGIN_FAILURES.c


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as it is kept. key: the name as it is compared. password: an argon2 hash."""

    id: int
    key: str
    name: str
    password: str
    roles: tuple[str, ...]
    office: str | None
    region: str | None
    disabled: bool
    created_at: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key as it is kept, without the key itself. expires_at None: it stays valid."""

    name: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session and whose it is."""

    account: AccountRow
    created_at: int
    seen_at: int


class PeopleStore:
    """The front door to the records of people. Raises the errors of corpus.database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> tuple[int, int]:
        """How many accounts (the disabled too) and how many API keys there are."""
        with self._database.read() as connection:
            accounts = connection.execute(select(func.count()).select_from(ACCOUNTS)).scalar_one()
            return int(accounts), int(connection.execute(select(func.count()).select_from(API_KEYS)).scalar_one())

    def accounts(self) -> list[AccountRow]:
        """All accounts by name."""
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(select(ACCOUNTS).order_by(_A.key))]

    def account(self, key: str) -> AccountRow | None:
        """The account whose folded name is `key`."""
        with self._database.read() as connection:
            row = connection.execute(select(ACCOUNTS).where(_A.key == key)).first()
        return _account(row) if row else None

    def add_account(self, values: Mapping[str, Any]) -> bool:
        """Write a new account; False when the name is taken."""
        with self._database.write() as connection:
            if connection.execute(select(_A.id).where(_A.key == values["key"])).first() is not None:
                return False
            connection.execute(insert(ACCOUNTS).values(**values))
        return True

    def change_account(self, key: str, values: Mapping[str, Any]) -> bool:
        """Change an account and end its sessions; False when there is none."""
        with self._database.write() as connection:
            found = connection.execute(select(_A.id).where(_A.key == key)).scalar()
            if found is None:
                return False
            connection.execute(update(ACCOUNTS).where(_A.id == found).values(**values))
            connection.execute(delete(SESSIONS).where(_S.account_id == found))
        return True

    def add_session(self, token_hash: str, account_id: int, now: int, oldest: int) -> None:
        """Write a session; those begun before `oldest` go."""
        with self._database.write() as connection:
            connection.execute(delete(SESSIONS).where(_S.created_at < oldest))
            values = {"token_hash": token_hash, "account_id": account_id, "created_at": now, "seen_at": now}
            connection.execute(insert(SESSIONS).values(**values))

    def session(self, token_hash: str) -> SessionRow | None:
        """A session with its account."""
        wanted = (
            select(ACCOUNTS, _S.created_at.label("begun"), _S.seen_at)
            .join(SESSIONS, _S.account_id == _A.id)
            .where(_S.token_hash == token_hash)
        )
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        return SessionRow(_account(row), int(row.begun), int(row.seen_at)) if row else None

    def touch_session(self, token_hash: str, now: int) -> None:
        """Note that the session is in use."""
        with self._database.write() as connection:
            connection.execute(update(SESSIONS).where(_S.token_hash == token_hash).values(seen_at=now))

    def end_session(self, token_hash: str) -> None:
        """Take a session away; none is fine."""
        with self._database.write() as connection:
            connection.execute(delete(SESSIONS).where(_S.token_hash == token_hash))

    def keys(self) -> list[KeyRow]:
        """All API keys by name."""
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(select(API_KEYS).order_by(_K.name))]

    def key(self, key_hash: str) -> KeyRow | None:
        """The API key with this hash."""
        with self._database.read() as connection:
            row = connection.execute(select(API_KEYS).where(_K.key_hash == key_hash)).first()
        return _key(row) if row else None

    def add_key(self, key_hash: str, row: KeyRow) -> bool:
        """Write a new key; False when the name is taken."""
        values = {"key_hash": key_hash, "name": row.name, "scopes": list(row.scopes)}
        with self._database.write() as connection:
            if connection.execute(select(_K.name).where(_K.name == row.name)).first() is not None:
                return False
            connection.execute(insert(API_KEYS).values(**values, created_at=row.created_at, expires_at=row.expires_at))
        return True

    def remove_key(self, name: str) -> bool:
        """Take a key away; False when there is none of this name."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(API_KEYS).where(_K.name == name)).rowcount)

    def failures(self, name_hash: str) -> tuple[int, int]:
        """How often in a row logging in failed under a name, and when last."""
        with self._database.read() as connection:
            row = connection.execute(select(LOGIN_FAILURES).where(_F.name_hash == name_hash)).first()
        return (int(row.failures), int(row.failed_at)) if row else (0, 0)

    def add_failure(self, name_hash: str, now: int, oldest: int) -> int:
        """Count one more failure, and give the count; what failed last before `oldest` is forgotten."""
        with self._database.write() as connection:
            connection.execute(delete(LOGIN_FAILURES).where(_F.failed_at < oldest))
            mine = _F.name_hash == name_hash
            known = connection.execute(select(_F.failures).where(mine)).scalar()
            count = int(known or 0) + 1
            if known is None:
                connection.execute(insert(LOGIN_FAILURES).values(name_hash=name_hash, failures=1, failed_at=now))
            else:
                connection.execute(update(LOGIN_FAILURES).where(mine).values(failures=count, failed_at=now))
        return count

    def clear_failures(self, name_hash: str) -> None:
        """Forget the failures under a name."""
        with self._database.write() as connection:
            connection.execute(delete(LOGIN_FAILURES).where(_F.name_hash == name_hash))


def _account(row: Row[Any]) -> AccountRow:
    values = {name: getattr(row, name) for name in AccountRow.__dataclass_fields__}
    return AccountRow(**(values | {"roles": tuple(row.roles)}))


def _key(row: Row[Any]) -> KeyRow:
    return KeyRow(row.name, tuple(row.scopes), int(row.created_at), row.expires_at)
