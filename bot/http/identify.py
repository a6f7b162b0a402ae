"""Who sends a request (身份识别): by session cookie, by key, or by sitting at this computer.

A browser keeps one of two cookies: that of a session (`mingbai_session`), or the one that stands for MINGBAI_API_KEY
(`mingbai_key`, set by the page /enter). A program sends `Authorization: Bearer KEY`.
"""

from __future__ import annotations

import hashlib
import hmac

from fastapi import Request
from fastapi.responses import Response

from bot.people import People, Person, Session
from bot.people.rights import office_key
from bot.settings import Settings

SESSION_COOKIE = "mingbai_session"
KEY_COOKIE = "mingbai_key"
CSRF_HEADER = "X-CSRF-Token"
_MONTH_SECONDS = 30 * 24 * 3600


def identify(request: Request, people: People, api_key: str | None) -> Person | None:
    """Who asks; None for nobody we let in. Reads the database, so not to be called in the event loop."""
    if people.is_desk():
        return people.unknown()
    secret = bearer(request)
    if secret is not None:
        return people.by_key(secret)
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        person = people.by_session(token)
        if person is not None:
            return person
    if api_key is not None and hmac.compare_digest(
        request.cookies.get(KEY_COOKIE, "").encode(), cookie_for(api_key).encode()
    ):
        return office_key()
    return people.unknown()


def own_region(person: Person, settings: Settings) -> str | None:
    """The place somebody asks from when he names none: that of his account, else MINGBAI_REGION."""
    return person.region or settings.region


def bearer(request: Request) -> str | None:
    """The key that a program sent, None when it sent none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    # Headers come decoded as Latin-1, whatever bytes were sent.
    return given.strip().encode("latin-1").decode("utf-8", "replace")


def by_cookie(request: Request) -> str | None:
    """The cookie that a browser adds by itself and that lets this request in; None for programs and strangers."""
    if bearer(request) is not None:
        return None
    return request.cookies.get(SESSION_COOKIE) or request.cookies.get(KEY_COOKIE)


def csrf_token(cookie: str) -> str:
    """What a page sends along in X-CSRF-Token: only who can read our answers knows it."""
    return hmac.new(cookie.encode(), b"mingbai csrf", hashlib.sha256).hexdigest()


def cookie_for(key: str) -> str:
    """The value of the cookie that stands for `key`: it does not show the key itself."""
    return hmac.new(key.encode(), b"mingbai cookie", hashlib.sha256).hexdigest()


def remember_session(request: Request, response: Response, session: Session) -> None:
    """Set the cookie of a session; over HTTPS it never goes out without."""
    response.set_cookie(
        SESSION_COOKIE,
        session.token,
        max_age=session.seconds,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def remember_key(request: Request, response: Response, key: str) -> None:
    """Set the cookie that stands for MINGBAI_API_KEY, for a month."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        KEY_COOKIE, cookie_for(key), max_age=_MONTH_SECONDS, httponly=True, samesite="strict", secure=secure
    )


def forget(response: Response) -> None:
    """Take both cookies away."""
    response.delete_cookie(SESSION_COOKIE)
    response.delete_cookie(KEY_COOKIE)
