"""Signing and encryption of 公众号 and 企业微信 callbacks (加解密).

SHA-1 over the sorted parts signs; AES-256-CBC with PKCS#7 to 32 bytes hides. A plain text is 16 random bytes, its
length as four bytes, the message, and whom it is for: the AppID, the CorpID, or nothing. The scheme is fixed by the
platforms (公众号消息加解密, 企业微信 path 90968); SHA-1 and an IV out of the key are theirs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from corpus.errors import BadInput, Forbidden, SettingsError

_BLOCK = 32
_RANDOM = 16
_KEY_CHARACTERS = 43


def signature(*parts: str) -> str:
    """The signature over parts in any order: token, timestamp, nonce and, where there is one, the sealed text."""
    # A lone surrogate cannot come from the wire, but must not raise either.
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """Raises Forbidden when `given` does not sign the parts; takes as long for each wrong one."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "surrogatepass")):
        raise Forbidden("签名不对，没有受理；请核对后台和明白人里填的令牌（Token）是否相同。")


class Codec:
    """Seals and opens the messages of one account."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        """token, aes_key (EncodingAESKey, 43 characters): as in the platform's settings. receiver: whom it is for.

        Raises SettingsError for a key of the wrong form.
        """
        self._token = token
        self._receiver = receiver.encode()
        self._key = key_of(aes_key)

    def open(self, sealed: str, given: str, timestamp: str, nonce: str) -> str:
        """The message in a sealed text, its signature checked first.

        Raises Forbidden for a wrong signature or receiver, BadInput for what cannot be opened.
        """
        check_signature(given, self._token, timestamp, nonce, sealed)
        plain = self._decrypted(sealed)
        if len(plain) < _RANDOM + 4:
            raise _unopened()
        (length,) = struct.unpack(">I", plain[_RANDOM : _RANDOM + 4])
        end = _RANDOM + 4 + length
        if end > len(plain):
            raise _unopened()
        if not hmac.compare_digest(plain[end:], self._receiver):
            raise Forbidden("消息不是发给这个账号的，没有受理；请核对 AppID 或企业编号。")
        try:
            return plain[_RANDOM + 4 : end].decode()
        except UnicodeDecodeError as error:
            raise _unopened() from error

    def seal(self, message: str) -> str:
        """A message as sealed text."""
        body = message.encode("utf-8", "replace")
        plain = secrets.token_bytes(_RANDOM) + struct.pack(">I", len(body)) + body + self._receiver
        fill = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()

    def sign(self, sealed: str, timestamp: str, nonce: str) -> str:
        """The msg_signature of a sealed text."""
        return signature(self._token, timestamp, nonce, sealed)

    def _decrypted(self, sealed: str) -> bytes:
        try:
            raw = base64.b64decode(sealed.encode("ascii"), validate=True)
        except (binascii.Error, ValueError) as error:
            raise _unopened() from error
        if not raw or len(raw) % _BLOCK:
            raise _unopened()
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(raw) + decryptor.finalize()
        fill = plain[-1]
        if not 1 <= fill <= _BLOCK or plain[-fill:] != bytes([fill]) * fill:
            raise _unopened()
        return plain[:-fill]

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def key_of(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises SettingsError."""
    try:
        key = (
            base64.b64decode((aes_key + "=").encode("ascii"), validate=True) if len(aes_key) == _KEY_CHARACTERS else b""
        )
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BLOCK:
        raise SettingsError("消息加解密密钥（EncodingAESKey）应是 43 个字母数字；请从后台重新复制。")
    return key


def _unopened() -> BadInput:
    return BadInput("消息解不开，没有受理；请核对后台和明白人里填的消息加解密密钥（EncodingAESKey）是否相同。")
