"""Passwords and tokens (口令与令牌): checked, hashed, compared.

Passwords are hashed with argon2id (argon2-cffi's defaults: 64 MiB, three passes). Tokens and keys are 256 random bits,
so a plain SHA-256 is enough for them.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from corpus.errors import BadField, TooManyRequests
from corpus.shipped import read_yaml

_hasher = PasswordHasher()
# Each hash takes 64 MiB: many logins at once must not take the machine's memory.
_at_once = threading.BoundedSemaphore(2)
# Who waits for his turn keeps a thread of the server: a flood of logins must leave some for everybody else.
_in_line = threading.BoundedSemaphore(8)
_KEY_PREFIX = "mb-"


@cache
def policy() -> dict[str, Any]:
    """The numbers of policy.yaml; read once. Raises KnowledgeError when it is missing."""
    return read_yaml("policy.yaml", "bot.people")


def check_password(password: str, name: str) -> str:
    """A password that may be used by `name`. Raises BadField saying what it lacks."""
    rule = policy()["password"]
    # A Chinese character counts for two letters.
    if sum(1 if character.isascii() else 2 for character in password) < rule["least"]:
        raise BadField(f"口令至少要 {rule['least']} 个字母数字，或一半那么多的汉字；可以用一句好记的话。")
    if len(password) > rule["most"]:
        raise BadField(f"口令最多 {rule['most']} 个字符；请写短一些。")
    plain, own = name_key(password), name_key(name)
    common = {str(one) for one in rule["too_common"]}
    if plain in common or len(set(plain)) < 4 or not plain.replace(own, ""):
        raise BadField("这个口令太常见或太好猜；请换一个，可以用一句只有自己知道的话。")
    return password


def name_key(name: str) -> str:
    """A name as it is compared: one form of width and case. It keeps nothing in a cache, so secrets may pass."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def hash_password(password: str) -> str:
    """The argon2 hash to keep."""
    with _turn():
        return _hasher.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether `password` is the one of the hash `kept`; None takes as long and is never right."""
    with _turn():
        try:
            return _hasher.verify(kept or _nobody(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@contextmanager
def _turn() -> Iterator[None]:
    """A turn to compute a hash. Raises TooManyRequests when too many wait for one."""
    if not _in_line.acquire(blocking=False):
        raise TooManyRequests("现在登录的人太多；请过几秒再试。", 5)
    try:
        with _at_once:
            yield
    finally:
        _in_line.release()


def new_token() -> str:
    """A secret for a session."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A secret for a program; its prefix tells people and scanners what it is."""
    return _KEY_PREFIX + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is kept of a token or key."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
