"""The flat XML of 公众号 and 企业微信: read with care, written so that nothing in a text can break it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from corpus.errors import BadInput

# What XML 1.0 may hold; anything else is left out.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_xml(body: bytes) -> dict[str, str]:
    """The texts of the elements right below the root, the first of each name. Elements with children give "".

    Raises BadInput for what is no XML in UTF-8 and for a document type: these platforms send none, and entities
    live there.
    """
    # libxml2 guesses encodings that it is not told; and what does not decode is not theirs.
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _unread() from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _unread()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unread() from error
    found: dict[str, str] = {}
    for element in root:
        if isinstance(element.tag, str):
            found.setdefault(element.tag, (element.text or "") if not len(element) else "")
    return found


def write_xml(fields: Mapping[str, str | int]) -> str:
    """Fields as one <xml> element; numbers bare, texts in CDATA, a `]]>` in them parted over two."""
    lines = [f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>" for name, value in fields.items()]
    return "<xml>" + "".join(lines) + "</xml>"


def _cdata(text: str) -> str:
    return "<![CDATA[" + _UNFIT.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _unread() -> BadInput:
    return BadInput("收到的不是合格的消息，没有受理；若它来自公众号或企业微信，请把服务器日志交给维护的人。")
