"""The other end of a 公众号 (平台一端): followers who write, a platform that tries three times and hangs up after five
seconds, and somebody who sends what it would never send."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from bot.channels.tencent.codec import Codec, signature
from bot.channels.tencent.xml_text import read_xml, write_xml

PATIENCE = 5.0
TRIES = 3
ACCOUNT = "gh_qinghe"
Request = tuple[dict[str, str], bytes]


@dataclass(slots=True)
class Told:
    """One message and what came of it. texts: an answer for each try that got one; seconds: till the first of them,
    from the first try on; at: when, by the clock of the run."""

    user: str
    number: int
    asked: str
    tries: int = 0
    seconds: float | None = None
    at: float = 0.0
    texts: list[str] = field(default_factory=list)


class Platform:
    """Sends what followers write to the callback of one account. codec: encrypted, None = plain."""

    def __init__(self, client: httpx.AsyncClient, path: str, token: str, codec: Codec | None) -> None:
        self._client = client
        self._path = path
        self._token = token
        self._codec = codec

    async def tell(self, user: str, number: int, text: str) -> Told:
        """A message until it is answered, three times at most."""
        told, began = Told(user, number, text), time.monotonic()
        for told.tries in range(1, TRIES + 1):
            try:
                answer = await asyncio.wait_for(self._post(*self.message(user, number, text)), PATIENCE)
            except (TimeoutError, httpx.HTTPError):
                continue
            said = self.read(answer.text)
            if answer.status_code == httpx.codes.OK:
                if said:
                    told.texts.append(said)
                    told.at = time.monotonic()
                    told.seconds = told.at - began
                return told
        return told

    async def _post(self, query: dict[str, str], body: bytes) -> httpx.Response:
        return await self._client.post(self._path, params=query, content=body)

    def message(self, user: str, number: int, text: str, **fields: str | int) -> Request:
        """Query and body of a message; fields: others, or more."""
        content: dict[str, str | int] = {"ToUserName": ACCOUNT, "FromUserName": user, "CreateTime": int(time.time())}
        content |= {"MsgType": "text", "Content": text, "MsgId": str(number)} | fields
        return self.signed(write_xml(content))

    def signed(self, clear: str) -> Request:
        """A text as the platform sends it."""
        now, nonce = str(int(time.time())), secrets.token_hex(5)
        query = {"timestamp": now, "nonce": nonce, "signature": signature(self._token, now, nonce)}
        if self._codec is None:
            return query, clear.encode()
        sealed = self._codec.seal(clear)
        query |= {"encrypt_type": "aes", "msg_signature": self._codec.sign(sealed, now, nonce)}
        return query, write_xml({"ToUserName": ACCOUNT, "Encrypt": sealed}).encode()

    def read(self, body: str) -> str:
        """The text of an answer, "" for none."""
        if not body.startswith("<xml>"):
            return ""
        fields = read_xml(body.encode())
        if self._codec is not None:
            parts = (fields["Encrypt"], fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
            fields = read_xml(self._codec.open(*parts).encode())
        return fields["Content"]


@dataclass(frozen=True, slots=True)
class Forged:
    """A request that the platform would not send. signed: its signature is right all the same, so it may be answered,
    but only with a success or a refusal."""

    query: dict[str, str]
    body: bytes
    signed: bool
    how: str


def forgeries(platform: Platform, other: Platform, count: int, seed: int) -> Iterator[Forged]:
    """Random and mutated requests. other: the same account as somebody with wrong keys imitates it."""
    dice = random.Random(seed)
    kinds = (_noise, _changed_query, _changed_body, _wrong_keys, _odd_message, _stale, _other_query)
    for number in range(count):
        yield kinds[number % len(kinds)](platform, other, dice, number)


def _noise(_: Platform, __: Platform, dice: random.Random, ___: int) -> Forged:
    names = ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr", "x"]
    query = {name: _junk(dice, 40) for name in dice.sample(names, dice.randrange(len(names)))}
    return Forged(query, dice.randbytes(dice.randrange(300)), False, "noise")


def _changed_query(platform: Platform, _: Platform, dice: random.Random, number: int) -> Forged:
    query, body = platform.message("mallory", 10**9 + number, "改过的请求")
    name = dice.choice(["msg_signature", "timestamp", "nonce"])
    if dice.random() < 0.3:
        del query[name]
    else:
        at = dice.randrange(len(query[name]))
        sign = dice.choice("0123456789abcdef")
        sign = sign if sign != query[name][at] else "g"
        query[name] = query[name][:at] + sign + query[name][at + 1 :]
    return Forged(query, body, False, "changed query")


def _changed_body(platform: Platform, _: Platform, dice: random.Random, number: int) -> Forged:
    query, body = platform.message("mallory", 10**9 + number, "改过的正文")
    start, end = body.index(b"<Encrypt><![CDATA[") + 18, body.index(b"]]></Encrypt>")
    raw = bytearray(body)
    at = dice.randrange(start, end)
    how = dice.random()
    if how < 0.5:
        raw[at] = ord("A") if raw[at] != ord("A") else ord("B")
    elif how < 0.8:
        del raw[at : at + dice.randrange(1, 40)]
        if bytes(raw) == body:
            raw[start] ^= 1
    else:
        raw[at:at] = dice.randbytes(dice.randrange(1, 20))
    return Forged(query, bytes(raw), False, "changed body")


def _wrong_keys(_: Platform, other: Platform, __: random.Random, number: int) -> Forged:
    return Forged(*other.message("mallory", 10**9 + number, "别人的密钥"), False, "wrong keys")


def _odd_message(platform: Platform, _: Platform, dice: random.Random, number: int) -> Forged:
    """Rightly signed, yet odd within: fields missing, strange, endless; no XML at all."""
    odd: list[dict[str, str | int]] = [
        {"MsgType": _junk(dice, 30)},
        {"MsgType": "event", "Event": _junk(dice, 30), "EventKey": _junk(dice, 60)},
        {"MsgType": "event", "Event": "CLICK", "EventKey": _junk(dice, 60)},
        {"Content": _junk(dice, 3000), "MsgId": ""},
        {"FromUserName": ""},
        {"CreateTime": _junk(dice, 20), "MsgId": _junk(dice, 90)},
        {"MsgType": "voice", "Recognition": _junk(dice, 200)},
    ]
    if dice.random() < 0.15:
        query, body = platform.signed(_junk(dice, 400))
    else:
        user = f"odd{number % 977}"
        query, body = platform.message(user, 2 * 10**9 + number, _junk(dice, 80), **dice.choice(odd))
    return Forged(query, body, True, "odd message")


def _stale(platform: Platform, _: Platform, dice: random.Random, number: int) -> Forged:
    query, body = platform.message("mallory", 10**9 + number, "很久以前")
    query["timestamp"] = str(int(query["timestamp"]) - dice.randrange(601, 10**6))
    return Forged(query, body, False, "stale")


def _other_query(platform: Platform, _: Platform, __: random.Random, number: int) -> Forged:
    """A message under the signature of another one."""
    query, _body = platform.message("mallory", 10**9 + number, "甲")
    return Forged(query, platform.message("mallory", 10**9 + number, "乙")[1], False, "other query")


def _junk(dice: random.Random, most: int) -> str:
    signs = "0aZ 中低保怎么申请？<>&\"'[]]>%{}$\x00\x08\n\u2028\ufffe😀é١．１２３‮"
    return "".join(dice.choice(signs) for _ in range(dice.randrange(most)))
