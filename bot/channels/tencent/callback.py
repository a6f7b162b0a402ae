"""A callback request opened, its answer closed (回调): the three modes of 公众号 and the one of 企业微信.

Plain requests are signed without their body: what was signed once could be sent again around another message. So a
signature counts for ten minutes and for one message, tries of that message included. Where a key for encryption is
set, only what is encrypted counts, also in 兼容 mode, whose clear part nobody vouches for.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.tencent.codec import Codec, check_signature
from bot.channels.tencent.incoming import Incoming, incoming
from bot.channels.tencent.xml_text import read_xml, write_xml
from corpus.errors import BadInput, Forbidden

# What the platforms take for: received, nothing to say.
SUCCESS = "success"
_WINDOW_SECONDS = 600
_MOST = 20_000
_ECHO = re.compile(r"[\w+/=.:-]{1,512}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that is what it says: the message, and whether it came sealed."""

    message: Incoming
    sealed: bool


class Callback:
    """Opens the requests of one account and closes the answers.

    codec: for encrypted messages, None = plain ones only. echo_sealed: the URL check sends a sealed text (企业微信).
    """

    def __init__(
        self, token: str, codec: Codec | None, *, echo_sealed: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self._token = token
        self._codec = codec
        self._echo_sealed = echo_sealed
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str, str], tuple[float, str]] = OrderedDict()

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the URL check (网址校验). Raises Forbidden, BadInput."""
        timestamp, nonce = self._fresh(query)
        echo = query.get("echostr", "")
        if self._echo_sealed and self._codec is not None:
            return self._codec.open(echo, query.get("msg_signature", ""), timestamp, nonce)
        check_signature(query.get("signature", ""), self._token, timestamp, nonce)
        if not _ECHO.fullmatch(echo):
            raise BadInput("网址校验缺少 echostr，或写法不对；请在公众号后台重新提交服务器配置。")
        return echo

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message of a request. Raises Forbidden, BadInput."""
        timestamp, nonce = self._fresh(query)
        if self._codec is None:
            return Opened(self._plain(query, body, timestamp, nonce), sealed=False)
        sealed = read_xml(body).get("Encrypt", "")
        given = query.get("msg_signature", "")
        if not sealed or not given:
            raise Forbidden("这条消息没有加密，没有受理；明白人设了加解密密钥，请把后台的消息加解密方式改为安全模式。")
        message = incoming(read_xml(self._codec.open(sealed, given, timestamp, nonce).encode()))
        return Opened(message, sealed=True)

    def close(self, opened: Opened, text: str | None) -> str:
        """The body of the answer: `text` for the sender, sealed as the request was; None = nothing to say."""
        if not text:
            return SUCCESS
        now = int(self._clock())
        clear = write_xml(
            {
                "ToUserName": opened.message.user,
                "FromUserName": opened.message.account,
                "CreateTime": now,
                "MsgType": "text",
                "Content": text,
            }
        )
        if not opened.sealed or self._codec is None:
            return clear
        sealed, nonce = self._codec.seal(clear), secrets.token_hex(8)
        signed = self._codec.sign(sealed, str(now), nonce)
        return write_xml({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": now, "Nonce": nonce})

    def _plain(self, query: Mapping[str, str], body: bytes, timestamp: str, nonce: str) -> Incoming:
        given = query.get("signature", "")
        check_signature(given, self._token, timestamp, nonce)
        fields = read_xml(body)
        if "Encrypt" in fields or query.get("encrypt_type") == "aes":
            raise Forbidden(
                "这条消息是加密的，没有受理；请设置 MINGBAI_WECHAT_AES_KEY，或把后台的消息加解密方式改为明文模式。"
            )
        message = incoming(fields)
        self._once((given, timestamp, nonce), message.key)
        return message

    def _fresh(self, query: Mapping[str, str]) -> tuple[str, str]:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12 and nonce):
            raise Forbidden("请求没有签名，没有受理；这个地址只给公众号和企业微信的服务器用。")
        if abs(self._clock() - int(timestamp)) > _WINDOW_SECONDS:
            raise Forbidden("请求的时间和这台电脑差得太多，没有受理；请校准这台电脑的时间。")
        return timestamp, nonce

    def _once(self, signed: tuple[str, str, str], key: str) -> None:
        now = self._clock()
        while self._seen:
            at, _ = next(iter(self._seen.values()))
            if len(self._seen) < _MOST and now - at <= 2 * _WINDOW_SECONDS:
                break
            self._seen.popitem(last=False)
        if self._seen.setdefault(signed, (now, key))[1] != key:
            raise Forbidden("同一个签名带来了两条不同的消息，后一条没有受理；建议把后台改为安全模式。")
