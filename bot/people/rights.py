"""Rights as data (权限表): what rights.yaml says of roles, rights and scopes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from bot.people.model import Origin, Person
from corpus.errors import BadField
from corpus.shipped import read_yaml


@cache
def table() -> dict[str, Any]:
    """The whole table; read once. Raises KnowledgeError when it is missing."""
    return read_yaml("rights.yaml", "bot.people")


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """All rights of some roles (those built in too)."""
    known = table()["roles"] | table()["built_in"]
    return frozenset(right for role in roles for right in known[role]["rights"])


def role_names(roles: Iterable[str]) -> str:
    """Roles in Chinese."""
    known = table()["roles"] | table()["built_in"]
    return "、".join(known[role]["name"] for role in roles)


def check_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """Roles for an account, as given or by their Chinese names, each once. Raises BadField for unknown ones or none."""
    known: dict[str, Any] = table()["roles"]
    by_name = {entry["name"]: role for role, entry in known.items()}
    wanted = tuple(dict.fromkeys(by_name.get(role.strip(), role.strip()) for role in roles))
    for role in wanted:
        if role not in known or role == "guest":
            listed = "、".join(f"{name}（{entry['name']}）" for name, entry in known.items() if name != "guest")
            raise BadField(f"没有“{role[:20]}”这个角色；可用的有 {listed}。")
    if not wanted:
        raise BadField("没有写角色；请至少写一个，如 cadre。")
    return wanted


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Scopes for an API key, each once. Raises BadField for unknown ones or none."""
    wanted = tuple(dict.fromkeys(scope.strip() for scope in scopes))
    known = table()["scopes"]
    for scope in wanted:
        if scope not in known:
            listed = "、".join(f"{name}（{table()['rights'][name]}）" for name in known)
            raise BadField(f"密钥不能有“{scope[:20]}”这个权限；可用的有 {listed}。")
    if not wanted:
        raise BadField("没有写密钥的权限；请至少写一个，如 ask。")
    return wanted


def desk() -> Person:
    """Whoever sits at this computer while no account has been made."""
    return Person("desk", Origin.DESK, ("desk",), rights_of(("desk",)))


def guest() -> Person:
    """Somebody nobody vouches for, where guests are let in."""
    return Person("guest", Origin.GUEST, ("guest",), rights_of(("guest",)))


def office_key() -> Person:
    """Whoever knows MINGBAI_API_KEY."""
    return Person("MINGBAI_API_KEY", Origin.KEY, ("office_key",), rights_of(("office_key",)))
