"""Printed lines -> paragraphs: does a line go on with the one before it, or begin anew?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.printed import PrintedLine

_ENDED = frozenset("。!?！？:：;；”』」)）")
_OPEN = frozenset("，,、（(《“〈〔-—")  # no paragraph ends with these
_OPENS = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[编章节条]|[一二三四五六七八九十—]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,3}[.．、](?!\d)|[①-⑳]|附件|附表|专栏|#"
)
_UNPARTED = re.compile(r"[（(〔《“]*[0-9A-Za-z.,%〕/-]+[）)》”。，、;；]*")
_LINE_GAP = 1.2  # of the usual step from line to line: beyond it a gap stands between paragraphs
_APART = 1.6  # of the type size, between the foot of a line and the head of the next: other things stand between


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the running text of a page begins and ends, whether its paragraphs are indented, the step of its lines."""

    left: float
    right: float
    size: float
    indented: bool
    step: float = 0.0  # 0 = not known


def margins_of(lines: Sequence[PrintedLine]) -> Margins | None:
    """The margins of running text, from lines of the commonest size; None with fewer than two lines."""
    if len(lines) < 2:
        return None
    size = median(line.size for line in lines)
    usual = [line for line in lines if abs(line.size - size) < 0.2 * size] or list(lines)
    left = min(line.x0 for line in usual)
    near = [line for line in usual if line.x0 - left < 0.8 * size]
    stepped = [line for line in usual if 1.2 * size < line.x0 - left < 3.2 * size]
    indented = len(stepped) >= 2 and len(near) >= 2
    return Margins(left, max(line.x1 for line in usual), size, indented, _step(usual))


def _step(lines: Sequence[PrintedLine]) -> float:
    """The step of lines within paragraphs: the low quarter of all steps, for gaps between paragraphs only add."""
    ordered = sorted(lines, key=lambda line: line.top)
    steps = sorted(b.bottom - a.bottom for a, b in zip(ordered, ordered[1:], strict=False) if b.bottom - a.bottom > 2)
    return steps[len(steps) // 4] if len(steps) >= 3 else 0.0


def continues(last: PrintedLine, line: PrintedLine, margins: Margins, before: Margins) -> bool:
    """True when `line` goes on with the paragraph of `last` (`before`: the margins of the page of `last`)."""
    same_page = last.page == line.page
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return False
    if same_page and line.top - last.bottom > _APART * max(margins.size, line.size):
        return False
    at_margin = line.x0 - margins.left < 0.8 * margins.size
    if last.x1 < before.right - _tolerance(last, line, margins, at_margin):
        return False
    if _is_centred(line, margins):
        return same_page and _wrapped_title(last, before)
    return _goes_on(last, line, margins, at_margin)


def _goes_on(last: PrintedLine, line: PrintedLine, margins: Margins, at_margin: bool) -> bool:
    """For a line after a full one, by indent, gap and sense."""
    ended, opens = last.text[-1:] in _ENDED, _OPENS.match(line.text) is not None
    gap = last.page == line.page and margins.step > 0 and line.bottom - last.bottom > _LINE_GAP * margins.step
    if margins.indented and not at_margin:
        return False
    if last.text[-1:] in _OPEN:
        return at_margin
    if margins.indented:
        return not (ended and (opens or gap))
    # Without indents: a gap or a number says that a paragraph begins.
    return at_margin and not gap and not opens


def _tolerance(last: PrintedLine, line: PrintedLine, margins: Margins, at_margin: bool) -> float:
    """How far a full line may fall short of the margin: by a sign that may not begin a line, or a word kept whole."""
    token = _UNPARTED.match(line.text)
    word = 0.5 * len(token.group()) if token else 0.0
    # At the margin an open sentence goes on even after a shorter line.
    open_sentence = at_margin and last.text[-1:] not in _ENDED
    return (2.2 + 2.0 * open_sentence + min(word, 10)) * max(margins.size, last.size)


def _is_centred(line: PrintedLine, margins: Margins) -> bool:
    width = margins.right - margins.left
    return _in_middle(line, margins) and line.x1 - line.x0 < 0.8 * width and line.x0 - margins.left > 2.5 * margins.size


def _in_middle(line: PrintedLine, margins: Margins) -> bool:
    return abs((line.x0 + line.x1) / 2 - (margins.left + margins.right) / 2) < 0.8 * max(margins.size, line.size)


def _wrapped_title(last: PrintedLine, before: Margins) -> bool:
    """A centred title too long for one line goes on centred; it has no sentence that ends."""
    return last.text[-1:] not in _ENDED and _in_middle(last, before)
