"""What stands on a paper, block by block (版面), whatever format draws it; words in data/papers.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import BadInput
from triage.dispatch import printed_name
from triage.shipped import read_data

ORDER_SIZE = 10.5
CARD_SIZE = 16.0
MOST_GAPS = 10
# A part of the watch that is short stands in one paragraph.
FEW_LINES, SHORT_LINES = 4, 200
# Sizes a card is tried in, the largest first; old eyes read it.
_CARD_SIZES = (22.0, 20.0, 18.0, CARD_SIZE)
# What a card has of an A4 page, in points, less its margins, title and foot; a line takes 1.4 times its letters.
_CARD_WIDTH, _CARD_HEIGHT, _CARD_LINE = 505, 690, 1.4
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]|[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A head above blocks."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. strong: set off, for what comes first."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; no head = label and value. widths: shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Block = Heading | Text | Bullets | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, what stands on it, the size of its letters in points, and its foot."""

    title: str
    blocks: tuple[Block, ...]
    size: float
    foot: str = ""


def order_paper(order: Mapping[str, Any]) -> Paper:
    """The blocks of a work order object. Raises BadInput naming the field that is missing or of the wrong kind."""
    words = _words()["order"]
    try:
        return Paper(words["title"], tuple(_order_blocks(order, words)), ORDER_SIZE, words["foot"])
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise BadInput(
            f"工单缺了一项或写法不对（{error}），存不成文件；请用 mingbai triage --json 重新生成。"
        ) from error


def card_paper(card: Mapping[str, Any]) -> Paper:
    """The blocks of a card object, cut down so far that it fits one page. Raises BadInput like `order_paper`."""
    try:
        for squeeze in range(_MOST_SQUEEZED):
            blocks = tuple(_card_blocks(card, squeeze))
            fitting = [size for size in _CARD_SIZES if _height(blocks, size) <= _CARD_HEIGHT]
            if fitting:
                break
        return Paper(clean(card["title"]), blocks, fitting[0] if fitting else CARD_SIZE, clean(card["disclaimer"]))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise BadInput(
            f"明白卡缺了一项或写法不对（{error}），存不成文件；请用 mingbai triage --json 重新生成。"
        ) from error


def clean(text: object) -> str:
    """A text without the characters that no format can hold. Raises TypeError for what is no text."""
    if not isinstance(text, str):
        raise TypeError(f"应当是文字：{str(text)[:20]}")
    return _UNPRINTABLE.sub("", text)


def clock_words(clock: Mapping[str, Any]) -> str:
    """The length of a limit: 12个工作日, or 本地时限未录入."""
    words = _words()
    if clock["days"] is None:
        return str(words["local"])
    return str(words["days" if clock["working"] else "calendar"]).format(days=clock["days"])


def channel_words(order: Mapping[str, Any]) -> str:
    """How the call came in."""
    return str(_words()["channel"].get(order["channel"], order["channel"]))


def _order_blocks(order: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    shown = dict(order) | {"channel": channel_words(order), "region": order["region"] or _words()["unknown_place"]}
    shown["created"] = str(order["created"])[:16].replace("T", " ")
    head = [(label, clean(shown[key])) for key, label in words["head"].items()]
    rows = [(*a, *b) for a, b in zip(head[::2], [*head[1::2], ("", "")], strict=False)]
    yield Table((), tuple(rows), (1, 2.2, 1, 1.8))
    if order.get("urgent"):
        yield Heading(words["urgent"])
        for danger in order["urgent"]:
            call = "（" + words["call"].format(numbers="、".join(danger["call"])) + "）" if danger["call"] else ""
            yield Text(clean(danger["text"]) + call, strong=True)
    subject = ((words["subject"], clean(order["title"])), (words["demand"], clean(order["demand"])))
    yield Table((), (*subject, (words["narrative"], clean(order["narrative"]))), (1, 6))
    if order["facts"]:
        yield Heading(words["facts"])
        yield Text("；".join(clean(line["text"]) for line in order["facts"]) + "。")
    yield from _order_tables(order, words)
    if order["handover"]:
        yield Heading(words["handover"])
        yield Bullets(tuple(f"{clean(one['text'])}：{clean(one['handler'])}" for one in order["handover"]))
    yield Heading(words["reply"])
    yield Text(clean(order["reply_public"]))
    if order["note_internal"]:
        yield Heading(words["note"])
        yield Text(clean(order["note_internal"]))
    yield from _watch_blocks(order.get("watch"), words)
    yield Heading(words["history"])
    history = tuple(
        (clean(one["at"])[:16].replace("T", " "), clean(one["status"]), clean(one["by"]), clean(one["note"]))
        for one in order["history"]
    )
    yield Table(tuple(words["history_head"]), history, (2, 1, 1.5, 3))
    yield Text(words["sign"])


def _order_tables(order: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    offices = [(words["lead"], one) for one in order["lead"]] + [(words["co"], one) for one in order["co"]]
    yield Heading(words["offices"])
    rows = tuple((part, *(clean(one[key]) for key in ("name", "task", "basis"))) for part, one in offices)
    yield Table(tuple(words["office_head"]), rows, (0.7, 2, 3.4, 2))
    yield from _verdicts(order["verdicts"], words)
    if order["missing"]:
        names = {verdict["measure"]: printed_name(verdict["name"]) for verdict in order["verdicts"]}
        yield Heading(words["missing"])
        gaps = tuple(
            (clean(gap["text"]), "、".join(clean(names.get(m, m)) for m in gap["measures"]), clean(gap["who"]))
            for gap in order["missing"]
        )
        yield Table(tuple(words["missing_head"]), gaps[:MOST_GAPS], (2.6, 2.6, 1))
        if len(gaps) > MOST_GAPS:
            yield Text(
                words["more_gaps"].format(
                    count=len(gaps) - MOST_GAPS, gaps="；".join(gap[0] for gap in gaps[MOST_GAPS:])
                )
            )
    yield Heading(words["clocks"])
    known = tuple(
        (clean(one["name"]), clean(one["start_event"]), clock_words(one), clean(one["source"]))
        for one in order["clocks"]
        if one["days"] is not None
    )
    if known:
        yield Table(tuple(words["clock_head"]), known, (1.6, 1.8, 1.4, 2.6))
    open_ = dict.fromkeys(clean(one["name"]) for one in order["clocks"] if one["days"] is None)
    if open_:
        yield Text(words["local_clocks"].format(names="、".join(open_)))


def _verdicts(verdicts: Sequence[Mapping[str, Any]], words: Mapping[str, Any]) -> Iterator[Block]:
    """The measures that are offered or received as a table, the rest in one line."""
    rows = tuple(
        (clean(printed_name(v["name"])), str(_words()["verdict"][v["verdict"]]), clean(v["basis"])) for v in verdicts
    )
    shown = tuple(row for row, verdict in zip(rows, verdicts, strict=True) if verdict["verdict"] != "not_now")
    others = [row[0] for row in rows if row not in shown]
    if verdicts:
        yield Heading(words["verdicts"])
    if shown:
        yield Table(tuple(words["verdict_head"]), shown, (2.2, 1, 3.2))
    if others:
        yield Text(words["not_now"].format(names="、".join(others)))


def _watch_blocks(watch: Mapping[str, Any] | None, words: Mapping[str, Any]) -> Iterator[Block]:
    """The watch around the household, as triage.watch words it: sections of lines."""
    if watch:
        yield Heading(words["watch"])
        printed = [section for section in watch["sections"] if section.get("print", True)]
        for section in printed:
            title, lines = clean(section["title"]), [clean(line) for line in section["lines"]]
            if len(lines) > FEW_LINES or len("".join(lines)) > SHORT_LINES:
                yield Text(title, strong=True)
                yield Bullets(tuple(lines))
            else:
                yield Text(f"{title}：" + "".join(line.removeprefix(f"{title}：") for line in lines))
        if len(printed) < len(watch["sections"]):
            yield Text(words["watch_more"])


# How far a card is cut down, step by step: most measures, papers, open points, basis lines.
_SQUEEZES = ((6, 8, 6, 6), (6, 6, 4, 3), (5, 5, 3, 2), (4, 5, 3, 2), (3, 4, 2, 1), (2, 4, 2, 1), (1, 3, 1, 1))
_MOST_SQUEEZED = len(_SQUEEZES)


def _card_blocks(card: Mapping[str, Any], squeeze: int) -> Iterator[Block]:
    words = _words()["card"]
    measures, papers, gaps, basis = _SQUEEZES[squeeze]
    shown = [clean(one["plain"]) for one in card["may_apply"]]
    left = len(shown) - measures
    more = (words["more"].format(count=left),) if left > 0 else ()
    printed = [*shown[:measures], card["where"], *card["bring"][:papers], *card["still_to_check"][:gaps]]
    yield Heading(words["may_apply"])
    yield Bullets((*shown[:measures], *more))
    yield Heading(words["where"])
    yield Text(clean(card["where"]))
    yield Heading(words["bring"])
    yield Text("、".join(clean(paper) for paper in card["bring"][:papers]))
    yield Heading(words["ask_who"])
    yield Text(clean(card["ask_who"]))
    if card["still_to_check"]:
        yield Heading(words["still_to_check"])
        yield Text("；".join(clean(gap) for gap in card["still_to_check"][:gaps]) + "。")
    yield Heading(words["how_long"])
    yield Text(clean(card["how_long"]))
    glossed = [one for one in card.get("gloss") or () if any(one["term"] in text for text in printed)]
    if glossed:
        yield Heading(words["gloss"])
        yield Text("；".join(f"{clean(one['term'])}：{clean(one['means'])}" for one in glossed) + "。")
    if card["basis"]:
        yield Heading(words["basis"])
        yield Text("；".join(clean(line) for line in card["basis"][:basis]))


def _height(blocks: Sequence[Block], size: float) -> float:
    """How high the blocks of a card stand at a size of letters, a little more than they will."""
    in_line = int(_CARD_WIDTH // size)
    lines = 0.0
    for block in blocks:
        if isinstance(block, Heading):
            lines += 1.2
        elif isinstance(block, Text):
            lines += -(-len(block.text) // in_line)
        elif isinstance(block, Bullets):
            lines += sum(-(-(len(item) + 2) // in_line) for item in block.items)
    return lines * size * _CARD_LINE


@cache
def _words() -> dict[str, Any]:
    return read_data("papers.yaml")
