"""Signing and sealing against wechatpy, the other side, and against everything that is not theirs."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature as their_check
from wechatpy.utils import to_text

from bot.channels.tencent.codec import Codec, check_signature, signature
from bot.channels.tencent.xml_text import read_xml, write_xml
from corpus.errors import BadInput, Forbidden, MingbaiError, SettingsError

TOKEN = "qinghe-token"
AES_KEY = base64.b64encode(bytes(range(32))).decode()[:43]
APPID = "wx0123456789abcdef"
NOW, NONCE = "1780000000", "n1"
texts = st.text(st.characters(codec="utf-8"), max_size=400)


@pytest.fixture
def codec() -> Codec:
    return Codec(TOKEN, AES_KEY, APPID)


@given(body=texts)
def test_what_we_seal_the_other_side_opens(body):
    theirs = WeChatCrypto(TOKEN, AES_KEY, APPID)
    sealed = Codec(TOKEN, AES_KEY, APPID).seal(body)
    signed = Codec(TOKEN, AES_KEY, APPID).sign(sealed, NOW, NONCE)
    opened = theirs.decrypt_message(f"<xml><Encrypt>{sealed}</Encrypt></xml>", signed, NOW, NONCE)
    assert to_text(opened) == body


@given(body=texts)
def test_what_the_other_side_seals_we_open(body):
    theirs = read_xml(WeChatCrypto(TOKEN, AES_KEY, APPID).encrypt_message(body, NONCE, NOW).encode())
    opened = Codec(TOKEN, AES_KEY, APPID).open(theirs["Encrypt"], theirs["MsgSignature"], NOW, NONCE)
    assert opened == body


@pytest.mark.parametrize("length", [0, 1, 15, 16, 31, 32, 33, 2000])
def test_every_length_of_filling_comes_back(codec, length):
    body = "明" * length
    sealed = codec.seal(body)
    assert codec.open(sealed, codec.sign(sealed, NOW, NONCE), NOW, NONCE) == body


def test_the_plain_signature_is_the_other_sides(codec):
    their_check(TOKEN, signature(TOKEN, NOW, NONCE), NOW, NONCE)
    check_signature(signature(TOKEN, NOW, NONCE), TOKEN, NOW, NONCE)
    for wrong in ("", "0" * 40, signature(TOKEN, NOW, "other"), "签名", "\udc80"):
        with pytest.raises(Forbidden):
            check_signature(wrong, TOKEN, NOW, NONCE)


def test_a_message_for_somebody_else_is_refused(codec):
    sealed = Codec(TOKEN, AES_KEY, "wx-other").seal("你好")
    with pytest.raises(Forbidden, match="账号"):
        codec.open(sealed, codec.sign(sealed, NOW, NONCE), NOW, NONCE)


def test_a_bot_has_no_receiver():
    codec = Codec(TOKEN, AES_KEY, "")
    sealed = codec.seal('{"msgtype":"text"}')
    assert codec.open(sealed, codec.sign(sealed, NOW, NONCE), NOW, NONCE) == '{"msgtype":"text"}'


@given(junk=st.one_of(texts, st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode())))
def test_what_cannot_be_opened_is_one_line(junk):
    codec = Codec(TOKEN, AES_KEY, APPID)
    with pytest.raises(MingbaiError):
        codec.open(junk, codec.sign(junk, NOW, NONCE), NOW, NONCE)


@given(body=texts, at=st.integers(0), bit=st.integers(0, 7))
def test_a_changed_bit_is_a_wrong_signature(body, at, bit):
    codec = Codec(TOKEN, AES_KEY, APPID)
    sealed = codec.seal(body)
    signed = codec.sign(sealed, NOW, NONCE)
    raw = bytearray(base64.b64decode(sealed))
    raw[at % len(raw)] ^= 1 << bit
    with pytest.raises(Forbidden):
        codec.open(base64.b64encode(raw).decode(), signed, NOW, NONCE)


@pytest.mark.parametrize("key", ["", "短", "a" * 42, "a" * 44, "明" * 43, "*" * 43])
def test_a_key_of_the_wrong_form_says_so(key):
    with pytest.raises(SettingsError, match="43"):
        Codec(TOKEN, key, APPID)


@given(text=st.text())
def test_no_text_breaks_the_xml(text):
    written = write_xml({"Content": text, "CreateTime": 1})
    read = read_xml(written.encode())
    assert read["CreateTime"] == "1"
    # What XML cannot hold is left out, and it makes a line end of each way to write one.
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    assert read["Content"] == kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"\xff\xfe<\x00x\x00/\x00>\x00",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        b'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><xml/>',
        b"<xml><Content>&nbsp;</Content></xml>",
        "<xml><Content>明".encode()[:-1],
        b"<xml>" + b"<a>" * 5000,
    ],
)
def test_dangerous_and_broken_xml_is_refused(body):
    with pytest.raises(BadInput):
        read_xml(body)


def test_the_first_element_of_a_name_counts_and_nested_ones_give_nothing():
    read = read_xml(b"<xml><A>1</A><A>2</A><B><C>3</C></B><!-- x --><?p x?></xml>")
    assert read == {"A": "1", "B": ""}
