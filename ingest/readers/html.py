"""Saved web pages: the article and all the clutter around it, each visible character once, with hints by position."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser

from corpus.errors import EmptyDocument, FileTooLarge, UnreadableFile
from ingest.limits import Limits
from ingest.model import Line, Source, Table
from ingest.readers.archive import too_long
from ingest.readers.htmlhints import hints_of
from ingest.readers.htmlwalk import Block, Grid, check_nesting, walk
from ingest.readers.text import decode
from ingest.readers.visible import has_visible, printable

_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_\-]{2,20})""")
_GB = {"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "hz-gb-2312"}


def read_html(name: str, data: bytes, limits: Limits) -> Source:
    """The lines and tables of a saved page. Raises EmptyDocument, FileTooLarge, HostileFile, UnreadableFile."""
    if len(data) > limits.text_bytes:
        raise FileTooLarge(f"“{name}”超过 {limits.text_bytes >> 20} MB，请另存为 txt 或只保存正文再收录")
    text, encoding, damaged = _decode_page(name, data)
    check_nesting(name, text)
    tree = LexborHTMLParser(text)
    if tree.root is None:
        raise UnreadableFile(f"“{name}”不是完整的网页；请在浏览器里打开后重新另存，或另存为 txt 再收录")
    found = walk(tree.root, name, limits)
    lines: list[Line] = []
    tables: list[Table] = []
    for item, hint in zip(found, hints_of(found), strict=True):
        if isinstance(item, Grid):
            lines.append(Line("", hint=hint, table=len(tables)))
            tables.append(Table(item.rows))
        else:
            lines.append(Line(item.text, hint=hint))
    if not lines:
        raise EmptyDocument(f"“{name}”里没有文字（网页可能靠脚本显示）；请在浏览器里打开，另存为 txt 再收录")
    too_long(name, sum(len(item.text) for item in found if isinstance(item, Block)), limits)
    partial = f"网页有 {damaged} 处字符损坏，以“�”代替" if damaged else None
    return Source(
        name=name, lines=tuple(lines), tables=tuple(tables), partial=partial, details=_details(tree, encoding)
    )


def _decode_page(name: str, data: bytes) -> tuple[str, str, int]:
    """The page's text: what its bytes are comes before what it says of itself (saved pages often say it wrongly)."""
    data = data if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data.replace(b"\x00", b"")
    said = _CHARSET.search(data[:8192])
    label = said.group(1).decode("ascii").lower() if said else ""
    if label and label not in _GB and not label.startswith("utf"):
        try:
            codec = codecs.lookup(label)
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(codec.name), codec.name, 0
            except (UnicodeDecodeError, LookupError):
                label = ""
        except LookupError:
            label = ""
    decoded = decode(name, data)
    return decoded.text, decoded.encoding, decoded.damaged


def _details(tree: LexborHTMLParser, encoding: str) -> dict[str, str]:
    details = {"encoding": encoding}
    title = tree.css_first("head > title")
    text = " ".join(printable(title.text(deep=True)).split()) if title is not None else ""
    if has_visible(text):
        details["title"] = text
    for meta in tree.css("meta[name][content]")[:200]:
        key, value = meta.attributes.get("name") or "", " ".join((meta.attributes.get("content") or "").split())
        if value and key.lower() in {"articletitle", "pubdate", "contentsource", "sitename", "columnname"}:
            details[key.lower()] = value[:300]
    return details
