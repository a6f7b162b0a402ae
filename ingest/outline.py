"""The outline of a plan, notice or scheme (层次): lines of the body to clauses under their own numbering.

Own-line headings stand over their clauses; run-in sections and numbered items are clauses; a paragraph is named by its
topic phrase or counted (¶1). A number opens a heading only where it fits the sequence at its level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.clauses import Draft, Heading, part
from ingest.duties import is_duty_line
from ingest.grammar import Grammar, Stretch
from ingest.headings import Level, Mark, part_of, read_mark
from ingest.model import Line, Table
from ingest.tables import Grid, opens_text_table, read_table, read_text_table
from ingest.topics import inner_topics, parallel_topics, pieces, point_label, split_points, topic_phrase

_STOP = re.compile(r"[。；;！？?]")
_BOX = re.compile(r"(专\s*栏\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?)\s*[:：]?\s*(.*)$")
_CAPTION = re.compile(r"(附?表\s*\d{1,2})(?![\d.])\s*[:：]?\s*(.{0,40})$")
_LISTED = re.compile(r"\d{1,2}\s*[.．、]\s*\S")
_NOTE = re.compile(r"(?:注|备注|说明)\s*[:：]")
_LONGEST_HEADING = 60
_LONGEST_LEAD_IN = 16
_LONGEST_LIST = 2000
_LONGEST_CLAUSE = 20000


@dataclass(slots=True)
class Open:
    """A heading or item under which lines now stand."""

    level: int
    parts: tuple[str, ...]
    heading: str | None  # None for a run-in section or item: its words are a clause
    number: int


class Outline(Grammar):
    """Reads the lines of a part built of numbered headings and paragraphs."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(stretch)
        self._stack: list[Open] = []
        self._last: dict[int, int] = {}
        self._box: Open | None = None
        self._caption: str | None = None  # of the table whose rows are being added

    def read(self, lines: Sequence[Line]) -> None:
        """Take the lines of the part, first to last."""
        lines = _with_split_boxes(lines, self._given_tables)
        texts = [line.text.strip() for line in lines]
        at = 0
        while at < len(lines):
            at += self._take(lines, texts, at)

    def _take(self, lines: Sequence[Line], texts: list[str], at: int) -> int:
        line, text = lines[at], texts[at]
        if line.table is not None:
            self._add_grid(read_table(self._given_tables[line.table]), line.page)
            return 1
        if opens_text_table(texts, at):
            grid, taken = read_text_table(texts, at)
            self._add_grid(grid, line.page)
            return taken
        if self.drafts and _lists_annexes(self.drafts[-1].text, text):
            self.drafts[-1].text += "\n" + text
            return 1
        mark = self._accepted(read_mark(text))
        if mark:
            return self._add_marked(mark, line, lines, texts, at)
        if found := _BOX.match(text) if text.startswith("专") and len(text) <= 80 else None:
            return self._open_box(found, texts, at)
        return self._take_paragraph(lines, texts, at)

    def _take_paragraph(self, lines: Sequence[Line], texts: list[str], at: int) -> int:
        line, text = lines[at], texts[at]
        if self.drafts and is_duty_line(text) and self._takes_duties(self.drafts[-1]):
            self.drafts[-1].text += "\n" + text
            return 1
        names_next = self._scope != "roster" and _is_topic_line(text)
        if names_next and at + 1 < len(lines) and _is_text(lines[at + 1], texts[at + 1]):
            self._add_paragraph(f"{text}\n{texts[at + 1]}", line.page, phrase=text)
            return 2
        self._add_paragraph(text, line.page)
        return 1

    @staticmethod
    def _takes_duties(draft: Draft) -> bool:
        """A duty line of its own belongs to the clause above, but to no table row and to no endless text."""
        return draft.row is None and len(draft.text) <= _LONGEST_CLAUSE

    # numbers

    def _accepted(self, mark: Mark | None) -> Mark | None:
        """The mark at the level at which it fits the sequence, or None where the number opens no heading."""
        if mark is None or not mark.rest:
            return mark if mark and mark.level <= Level.PART else None
        if mark.level is Level.NUMBER_BRACKET and self._is_section_misprint(mark):
            mark = replace(mark, level=Level.HAN_BRACKET, part=part_of(Level.HAN_BRACKET, mark.number))
        if mark.level <= Level.PART:
            return mark if _heading_shaped(mark.rest) else None
        last = self._last.get(mark.level, 0)
        fits = mark.number in (1, last + 1) or (last and last <= mark.number <= last + 3)
        first_seen = not last and _heading_shaped(mark.rest) and mark.level <= Level.HAN_BRACKET
        if not fits and not first_seen and not self._running(mark):
            return None
        return mark

    def _is_section_misprint(self, mark: Mark) -> bool:
        """（3） behind （二） where no (1) (2) run is open is （三）."""
        return (
            self._last.get(Level.NUMBER_BRACKET, 0) != mark.number - 1
            and self._last.get(Level.HAN_BRACKET, 0) == mark.number - 1
            and mark.number > 1
        )

    def _running(self, mark: Mark) -> bool:
        """Items numbered through all sections go on from the last number anywhere before."""
        return mark.level is Level.NUMBER and mark.number == self._highest + 1 if self._highest else False

    @property
    def _highest(self) -> int:
        return self._last.get(-Level.NUMBER, 0)

    def _push(self, mark: Mark, heading: str | None) -> Open:
        while self._stack and self._stack[-1].level >= mark.level:
            self._stack.pop()
        for level in [level for level in self._last if level > mark.level]:
            del self._last[level]
        self._last[mark.level] = mark.number
        if mark.level is Level.NUMBER:
            self._last[-Level.NUMBER] = mark.number
        opened = Open(mark.level, self._addresses.give(self._parent(), mark.part), heading, mark.number)
        self._stack.append(opened)
        return opened

    def _add_marked(self, mark: Mark, line: Line, lines: Sequence[Line], texts: list[str], at: int) -> int:
        if mark.level <= Level.HAN_BRACKET or (self._box and not self._box_goes_on(mark)):
            self._box = None
        text = texts[at]
        own_line = _heading_shaped(mark.rest) or not mark.rest
        if own_line and not self._is_leaf(mark, lines, texts, at + 1):
            words, taken = text, 1
            if (
                not mark.rest
                and at + 1 < len(texts)
                and _heading_shaped(texts[at + 1])
                and read_mark(texts[at + 1]) is None
            ):
                words, taken = f"{text} {texts[at + 1]}", 2
            heading = Heading(words)
            self._push(mark, heading)
            self.headings.append(heading)
            return taken
        opened = self._push(mark, None)
        self._add_item(opened.parts, text, line.page, inner=mark.level >= Level.NUMBER)
        return 1

    def _box_goes_on(self, mark: Mark) -> bool:
        return mark.number == 1 or self._stack[-1].level >= Level.NUMBER if self._stack else mark.number == 1

    def _is_leaf(self, mark: Mark, lines: Sequence[Line], texts: list[str], after: int) -> bool:
        """True if nothing stands below a heading-shaped line: then it is an entry of a list, a clause."""
        if after >= len(lines):
            return True
        following = read_mark(texts[after]) if lines[after].table is None else None
        if (
            following
            and following.level is Level.NUMBER_BRACKET
            and mark.level is Level.HAN_BRACKET
            and following.number == mark.number + 1
        ):
            return True
        return bool(following) and following.level <= mark.level if following else False

    # clauses

    def _parent(self) -> tuple[str, ...]:
        if self._box:
            inside = [o for o in self._stack if o.parts[: len(self._box.parts)] == self._box.parts]
            return inside[-1].parts if inside else self._box.parts
        return self._stack[-1].parts if self._stack else self._root

    def _heading(self) -> tuple[str, ...]:
        own = [o.heading for o in self._stack if o.heading]
        boxed = [self._box.heading] if self._box and self._box.heading else []
        caption = [self._caption] if self._caption else []
        return (*self._heads, *own, *boxed, *caption)

    def _add(self, parts: tuple[str, ...], text: str, page: int | None, row: dict[str, str] | None = None) -> None:
        scope = "box" if self._box and self._scope == "body" else self._scope
        self.drafts.append(Draft(parts, text, self._heading(), page, row, self._addresses.paragraph, scope))

    def _add_paragraph(self, text: str, page: int | None, phrase: str | None = None) -> None:
        self._addresses.paragraph += 1
        parent = self._parent()
        if self._box and _NOTE.match(text):
            self._add(self._addresses.give(self._box.parts, "注"), text, page)
            return
        if above := self._pointed(text, parent):
            self._add(self._addresses.give(above, point_label(text) or ""), text, page)
            return
        unnamed = self._scope == "roster" or text.startswith("附件")
        phrase = phrase or (None if unnamed else topic_phrase(text))
        if phrase is None:
            self._add_with_points(self._addresses.unnamed(parent), text, page)
            return
        starts = [(phrase, 0), *parallel_topics(text, phrase)]
        for name, words in pieces(starts, text):
            self._add_with_points(self._addresses.give(parent, part(name)), words, page)

    def _pointed(self, text: str, parent: tuple[str, ...]) -> tuple[str, ...] | None:
        """The paragraph that a point standing on its own line (二是 …) belongs to."""
        if not self.drafts or point_label(text) is None or split_points(text):
            return None
        above = self.drafts[-1].parts
        above = above[:-1] if point_label(self.drafts[-1].text) and above[-1].endswith("是") else above
        return above if self.drafts[-1].row is None and above[: len(parent)] == parent else None

    def _add_item(self, parts: tuple[str, ...], text: str, page: int | None, *, inner: bool) -> None:
        self._addresses.paragraph += 1
        topics = inner_topics(text) if inner else []
        if not topics:
            self._add_with_points(parts, text, page)
            return
        self._add(parts, text[: topics[0][1]].strip(), page)
        for name, words in pieces(topics, text):
            self._add_with_points(self._addresses.give(parts, part(name)), words, page)

    def _add_with_points(self, parts: tuple[str, ...], text: str, page: int | None) -> None:
        points = split_points(text)
        first = points[0][1] if points else len(text)
        if text[:first].strip() or not points:
            self._add(parts, text[:first].strip(), page)
        for label, words in pieces(points, text):
            self._add(self._addresses.give(parts, label), words, page)

    # boxes and tables

    def _open_box(self, found: re.Match[str], texts: list[str], at: int) -> int:
        words, taken = [texts[at]], 1
        while at + taken < len(texts) and taken < 4:
            following = texts[at + taken]
            if (
                not following
                or opens_text_table(texts, at + taken)
                or not _heading_shaped(following)
                or read_mark(following)
            ):
                break
            if _is_topic_line(following) and at + taken + 1 < len(texts) and bool(_STOP.search(texts[at + taken + 1])):
                break
            words.append(following)
            taken += 1
        name = part(found[1])
        heading = Heading(" ".join(words))
        self._box = None
        self._box = Open(0, self._addresses.give(self._root, name), heading, 0)
        self.headings.append(heading)
        return taken

    def _add_grid(self, grid: Grid, page: int | None) -> None:
        self.tables += 1
        self._addresses.paragraph += 1
        parent = self._box.parts if self._box else self._root if self._scope == "annex" else self._table_parts()
        self.front.extend(grid.head)
        for row in grid.rows:
            self._add(self._addresses.give(parent, part(row.label)), row.text, page, row.cells)
        self._caption = None

    def _table_parts(self) -> tuple[str, ...]:
        above = self.drafts[-1] if self.drafts else None
        caption = _CAPTION.match(above.text) if above and above.row is None else None
        if above and caption:
            self.drafts.pop()
            self._caption = Heading(above.text)
            self.headings.append(self._caption)
            return self._addresses.give(self._root, part(caption[1]))
        return self._addresses.give(self._parent(), "表")


def _heading_shaped(text: str) -> bool:
    """Short, without a stop; a long line that ends in a colon leads into its points and is text."""
    if not 0 < len(text) <= _LONGEST_HEADING or _STOP.search(text) or text.endswith(("，", ",", "、")):
        return False
    return len(text) <= _LONGEST_LEAD_IN or not text.endswith(("：", ":"))


def _lists_annexes(above: str, text: str) -> bool:
    """A line that goes on with the list of annexes above (附件：1.… / 2.…)."""
    return (
        above.startswith("附件")
        and len(above) <= _LONGEST_LIST
        and len(text) <= _LONGEST_HEADING
        and bool(_LISTED.match(text))
    )


def _is_topic_line(text: str) -> bool:
    """A short line without any stop: an own-line topic phrase, if text follows."""
    return (
        2 <= len(text) <= 24
        and not re.search(r"[，,。；;：:、！？]", text)
        and read_mark(text) is None
        and not text.startswith("表")
    )


def _is_text(line: Line, text: str) -> bool:
    return line.table is None and len(text) > 24 and bool(_STOP.search(text)) and read_mark(text) is None


def _with_split_boxes(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line]:
    """A ruled box of one column is no table: its paragraphs take its place."""
    out: list[Line] = []
    for line in lines:
        table = tables[line.table] if line.table is not None else None
        if table is None or any(sum(1 for cell in row if cell.strip()) > 1 for row in table.rows):
            out.append(line)
            continue
        cells = [cell for row in table.rows for cell in row]
        out.extend(Line(text, line.page) for cell in cells for text in cell.splitlines() if text.strip())
    return out
