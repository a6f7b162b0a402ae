"""Furniture (版面杂项): what stands in the file but not in the document; judged by position and context, not shape.

Before the document opens and after it ends stand navigation, counters, site blurbs and link lists; the same words
inside the text are text. The words are data (data/furniture.yaml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.headings import Level, read_mark
from ingest.model import Hint, Line, Source
from ingest.wordlists import wordlist

_DROPPED_HINTS = frozenset({Hint.NAVIGATION, Hint.META, Hint.PAGE_FURNITURE})
_BOOKMARK = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]"
)  # left by Word's own conversion to text, at the start of a paragraph
_COMMENT = re.compile(r"<!--.*?-->")
_INFO_END = re.compile(r"<!--\s*INFO END\s*-->")
_MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_SENTENCE = re.compile(r"[。；;!?！？]")


@dataclass(frozen=True, slots=True)
class Stripped:
    """The lines that belong to the document and the pieces that do not.

    meta: furniture before the document opens, which may date a web page. info: how many lines at the start are the
    note of a statute file (title, adoption), closed by its INFO END comment.
    """

    lines: tuple[Line, ...]
    dropped: tuple[str, ...]
    meta: tuple[str, ...] = ()
    info: int = 0


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in wordlist("furniture")[name]))


def strip_furniture(source: Source) -> Stripped:
    """Separate the document's own lines from furniture.

    Each dropped piece stands as in the file. The head zone ends at the first numbered heading or long paragraph; the
    tail zone opens at a marker (相关阅读 …) behind which no numbered heading and no long text stands. In Markdown the
    signs of a heading are furniture and its line is hinted as a title.
    """
    lines = source.lines
    marked = source.name.lower().endswith((".md", ".markdown"))
    start, end = _head_end(lines), _tail_start(lines)
    kept: list[Line] = []
    dropped: list[str] = []
    meta: list[str] = []
    info = 0
    for at, line in enumerate(lines):
        text, _, hint, table = line
        if at >= end or (hint and hint in _DROPPED_HINTS) or (at < start and _is_head_furniture(text)):
            if text:
                dropped.append(text)
            if at < start:
                meta.append(text)
            continue
        if "[bookmark" in text or "<!--" in text:
            if marked and _INFO_END.search(text) and all(line.table is None for line in kept):
                info = len(kept)
            text = _without_residue(text, dropped)
        if marked and text.startswith("#") and (found := _MARKDOWN.match(text)):
            dropped.append(found[1])
            text = text[found.end() :]
            line = Line(text, line.page, Hint.TITLE, table)
        if table is not None or text.strip():
            kept.append(line if text is line.text else Line(text, line.page, line.hint, line.table))
    return Stripped(tuple(kept), tuple(dropped), tuple(meta), info)


def _without_residue(text: str, dropped: list[str]) -> str:
    dropped.extend(_BOOKMARK.findall(text) + _COMMENT.findall(text))
    return _COMMENT.sub("", _BOOKMARK.sub("", text))


def _head_end(lines: tuple[Line, ...]) -> int:
    for at, line in enumerate(lines):
        text = line.text.strip()
        mark = read_mark(text)
        if line.table is not None or (mark and mark.level <= Level.HAN_BRACKET) or text.startswith("第一条"):
            return at
        if len(text) > 60 and "。" in text and not _is_head_furniture(text):
            return at
    return 0


def _is_head_furniture(text: str) -> bool:
    return bool(_pattern("head").search(text.strip()))


def _tail_start(lines: tuple[Line, ...]) -> int:
    marker = _pattern("tail")
    last = next((at for at in range(len(lines) - 1, -1, -1) if _is_text(lines[at])), -1)
    behind = range(max(len(lines) // 2, last + 1), len(lines))
    return next((at for at in behind if marker.match(lines[at].text.strip())), len(lines))


def _is_text(line: Line) -> bool:
    if line.hint and line.hint in _DROPPED_HINTS:
        return False
    text = line.text.strip()
    if line.table is not None or (len(text) > 40 and _SENTENCE.search(text)):
        return True
    mark = read_mark(text) if len(text) < 30 else None
    return bool(mark and mark.level <= Level.HAN_BRACKET)
