"""Accounts and keys as objects for the API and the command line, without secrets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.clock import BEIJING
from bot.people.rights import role_names
from corpus.desk.people_store import AccountRow, KeyRow


def account_json(row: AccountRow) -> dict[str, Any]:
    """An account."""
    return {
        "name": row.name,
        "roles": list(row.roles),
        "role_names": role_names(row.roles),
        "office": row.office,
        "region": row.region,
        "disabled": row.disabled,
        "created_at": moment(row.created_at),
    }


def key_json(row: KeyRow) -> dict[str, Any]:
    """A key: what it may do and how long."""
    ends = moment(row.expires_at) if row.expires_at else None
    return {"name": row.name, "scopes": list(row.scopes), "created_at": moment(row.created_at), "expires_at": ends}


def moment(seconds: int) -> str:
    """Seconds of Unix time as an ISO moment in Beijing."""
    return dt.datetime.fromtimestamp(seconds, BEIJING).isoformat(timespec="seconds")
