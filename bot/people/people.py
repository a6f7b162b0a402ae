"""Accounts, sessions and keys (账号、会话、密钥): who somebody is, and what an administrator may change about it."""

from __future__ import annotations

import hmac
import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.people.audit import Audit
from bot.people.lockout import Lockout
from bot.people.model import Origin, Person
from bot.people.passwords import (
    check_password,
    hash_password,
    hash_token,
    is_password,
    name_key,
    new_key,
    new_token,
    policy,
)
from bot.people.rights import check_roles, check_scopes, desk, guest, office_key, rights_of
from corpus.database import Database
from corpus.desk.people_store import AccountRow, KeyRow, PeopleStore
from corpus.desk.people_tables import NAME_LENGTH
from corpus.errors import AlreadyThere, BadField, Locked, NotFound, Unauthorized

_NAME = re.compile(rf"[\w.-]{{2,{NAME_LENGTH}}}")
# A telephone or identity number as a name would stand in every log.
_NUMBER = re.compile(r"\d{7}")
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """A login that succeeded: the secret for the cookie, who it is, and how long the cookie lives."""

    token: str
    person: Person
    seconds: int


class People:
    """The front door to everybody who uses this installation. clock: seconds of Unix time (never MINGBAI_CLOCK)."""

    def __init__(
        self,
        database: Database,
        api_key: str | None = None,
        guests: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.audit = Audit(database, clock)
        self._store = PeopleStore(database)
        self._lockout = Lockout(self._store, clock)
        self._clock = clock
        self._api_key = api_key
        self._guests = guests
        self._nobody: bool | None = None

    # -- who is it -------------------------------------------------------------------------------------------------

    def is_desk(self) -> bool:
        """Whether nobody has been named yet: no account, no key, no MINGBAI_API_KEY. Then this computer is free."""
        if self._api_key is not None:
            return False
        if self._nobody is None:
            self._nobody = self._store.counts() == (0, 0)
        return self._nobody

    def unknown(self) -> Person | None:
        """Who somebody is who showed nothing: the desk, a guest, or None for nobody we let in."""
        if self.is_desk():
            return desk()
        return guest() if self._guests else None

    def has_administrator(self) -> bool:
        """Whether somebody can log in who may manage accounts."""
        return any("administrator" in row.roles and not row.disabled for row in self._store.accounts())

    def by_session(self, token: str) -> Person | None:
        """Whose session `token` is; None when it has ended or never was."""
        kept = hash_token(token)
        row = self._store.session(kept)
        if row is None:
            return None
        rule, now = policy()["session"], int(self._clock())
        idle, age = now - row.seen_at, now - row.created_at
        # A wall clock set back ends the session too: nothing may make it last longer.
        ended = not -_DAY_SECONDS < idle <= rule["idle"] or not -_DAY_SECONDS < age <= rule["longest"]
        if ended or row.account.disabled:
            self._store.end_session(kept)
            return None
        if idle >= rule["note_every"]:
            self._store.touch_session(kept, now)
        return _person(row.account)

    def by_key(self, secret: str) -> Person | None:
        """Whose key this is; None for a wrong or expired one."""
        if self._api_key is not None and hmac.compare_digest(
            secret.encode("utf-8", "surrogatepass"), self._api_key.encode()
        ):
            return office_key()
        row = self._store.key(hash_token(secret))
        if row is None or (row.expires_at is not None and row.expires_at <= self._clock()):
            return None
        return Person(row.name, Origin.KEY, (), frozenset(row.scopes))

    def login(self, name: str, password: str) -> Session:
        """A new session. Raises Unauthorized for a wrong name or password, Locked while the name has to wait."""
        key = name_key(name)[:NAME_LENGTH]
        wait = self._lockout.wait(key)
        if wait:
            raise Locked(f"口令错得太多，请过 {wait} 秒再试；忘了口令请找管理员重设。", wait)
        row = self._store.account(key)
        # The hash is computed for unknown names too: the time taken tells nothing.
        if not is_password(row.password if row else None, password) or row is None or row.disabled:
            self._lockout.failed(key)
            if row is not None:
                self.audit.note(f"account:{row.name}", "login.failed")
            raise Unauthorized("名称或口令不对；请再试一次，忘了请找管理员重设。")
        self._lockout.clear(key)
        now, rule, token = int(self._clock()), policy()["session"], new_token()
        self._store.add_session(hash_token(token), row.id, now, now - int(rule["longest"]))
        person = _person(row)
        self.audit.note(person, "login")
        return Session(token, person, int(rule["longest"]))

    def logout(self, token: str) -> None:
        """End a session; one that has ended is fine."""
        person = self.by_session(token)
        self._store.end_session(hash_token(token))
        if person is not None:
            self.audit.note(person, "logout")

    # -- what an administrator may change --------------------------------------------------------------------------

    def accounts(self) -> list[AccountRow]:
        """All accounts by name."""
        return self._store.accounts()

    def account(self, name: str) -> AccountRow:
        """One account. Raises NotFound."""
        return self._account(name)

    def create(
        self,
        name: str,
        password: str,
        roles: Iterable[str],
        by: Person | str,
        office: str | None = None,
        region: str | None = None,
    ) -> AccountRow:
        """A new account. Raises BadField for a bad name, role or password, AlreadyThere for a name in use.

        office: whose orders he handles; a handler must have one. region: full path of his place.
        """
        shown = unicodedata.normalize("NFKC", name.strip())
        if not _NAME.fullmatch(shown) or _NUMBER.search(shown):
            raise BadField(f"名称要用 2 到 {NAME_LENGTH} 个字母、数字、汉字或 . - _，不要用电话和证件号；请换一个。")
        wanted, office = check_roles(roles), (office or "").strip() or None
        if "handler" in wanted and office is None:
            raise BadField("部门经办人要写明是哪个单位的；请加上单位，如 县民政局。")
        check_password(password, shown)
        values: dict[str, Any] = {
            "key": name_key(shown)[:NAME_LENGTH],
            "name": shown,
            "password": hash_password(password),
            "roles": list(wanted),
        }
        values |= {"office": office, "region": region, "disabled": False, "created_at": int(self._clock())}
        if not self._store.add_account(values):
            raise AlreadyThere(f"已经有叫“{shown}”的账号；请换一个名称，或用 mingbai admin password 重设口令。")
        self._nobody = False
        self.audit.note(by, "account.create", shown, roles=list(wanted), office=office)
        return self._account(shown)

    def set_password(self, name: str, password: str, by: Person | str) -> None:
        """A new password; ends his sessions and his waiting. Raises NotFound, BadField."""
        row = self._account(name)
        check_password(password, row.name)
        self._store.change_account(row.key, {"password": hash_password(password)})
        self._lockout.clear(row.key)
        self.audit.note(by, "account.password", row.name)

    def change_password(self, person: Person, old: str, new: str) -> None:
        """A new password of his own. Raises Unauthorized (a wrong old one, no account), Locked, BadField."""
        if person.origin is not Origin.ACCOUNT:
            raise Unauthorized("只有登录的账号才能改口令；请先到 /enter 登录。")
        row = self._account(person.name)
        wait = self._lockout.wait(row.key)
        if wait:
            raise Locked(f"口令错得太多，请过 {wait} 秒再试；忘了口令请找管理员重设。", wait)
        if not is_password(row.password, old):
            self._lockout.failed(row.key)
            raise Unauthorized("原来的口令不对；请再试一次，忘了请找管理员重设。")
        self.set_password(row.name, new, person)

    def set_roles(self, name: str, roles: Iterable[str] | None, by: Person | str, office: str | None = None) -> None:
        """Other roles, another office, where given; ends his sessions. Raises NotFound, BadField."""
        row = self._account(name)
        wanted = row.roles if roles is None else check_roles(roles)
        office = (office or "").strip() or row.office
        if "handler" in wanted and office is None:
            raise BadField("部门经办人要写明是哪个单位的；请加上单位，如 县民政局。")
        self._keep_an_administrator(row, "administrator" in wanted)
        self._store.change_account(row.key, {"roles": list(wanted), "office": office})
        self.audit.note(by, "account.roles", row.name, roles=list(wanted), office=office)

    def disable(self, name: str, by: Person | str) -> None:
        """Let nobody log in with it any more; its records stay. Raises NotFound, BadField (the only administrator)."""
        row = self._account(name)
        self._keep_an_administrator(row, False)
        self._store.change_account(row.key, {"disabled": True})
        self.audit.note(by, "account.disable", row.name)

    def enable(self, name: str, by: Person | str) -> None:
        """Let a disabled account log in again. Raises NotFound."""
        row = self._account(name)
        self._store.change_account(row.key, {"disabled": False})
        self._lockout.clear(row.key)
        self.audit.note(by, "account.enable", row.name)

    def keys(self) -> list[KeyRow]:
        """All API keys by name, without their secrets."""
        return self._store.keys()

    def add_key(self, name: str, scopes: Iterable[str], by: Person | str, days: int | None = None) -> str:
        """A new API key; its secret, which is shown once and kept nowhere. Raises BadField, AlreadyThere."""
        shown, wanted = name.strip(), check_scopes(scopes)
        if not _NAME.fullmatch(shown) or _NUMBER.search(shown):
            raise BadField(f"密钥的名称要用 2 到 {NAME_LENGTH} 个字母、数字、汉字或 . - _；请换一个。")
        now, secret = int(self._clock()), new_key()
        row = KeyRow(shown, wanted, now, now + days * _DAY_SECONDS if days else None)
        if not self._store.add_key(hash_token(secret), row):
            raise AlreadyThere(f"已经有叫“{shown}”的密钥；请换一个名称，或先撤销它。")
        self._nobody = False
        self.audit.note(by, "key.create", shown, scopes=list(wanted))
        return secret

    def remove_key(self, name: str, by: Person | str) -> None:
        """Take a key away at once. Raises NotFound."""
        if not self._store.remove_key(name.strip()):
            raise NotFound(f"没有叫“{name.strip()[:NAME_LENGTH]}”的密钥；请用 mingbai admin keys 查看。")
        self._nobody = None
        self.audit.note(by, "key.revoke", name.strip())

    def _account(self, name: str) -> AccountRow:
        row = self._store.account(name_key(name)[:NAME_LENGTH])
        if row is None:
            raise NotFound(f"没有叫“{name.strip()[:NAME_LENGTH]}”的账号；请用 mingbai admin list 查看。")
        return row

    def _keep_an_administrator(self, row: AccountRow, stays: bool) -> None:
        others = [r for r in self._store.accounts() if r.id != row.id and "administrator" in r.roles and not r.disabled]
        if "administrator" in row.roles and not row.disabled and not stays and not others:
            raise BadField("这是最后一个管理员；请先用 mingbai admin create 再建一个。")


def _person(row: AccountRow) -> Person:
    return Person(row.name, Origin.ACCOUNT, row.roles, rights_of(row.roles), row.office, row.region)
