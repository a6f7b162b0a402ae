"""Statutes (法规): 编, 章, 节 as headings, 条 and 款 as clauses, 项 and 目 as lines inside their 款."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.clauses import Draft, Heading, part
from ingest.grammar import Grammar, Stretch
from ingest.headings import chinese, number_of, read_mark
from ingest.model import Hint, Line
from ingest.tables import read_table

_HAN = "一二三四五六七八九十百零〇千两"
_ARTICLE = re.compile(rf"第\s*([{_HAN}]{{1,7}}|\d{{1,4}})\s*条(之[{_HAN}]{{1,3}})?(\s*)")
_DIVISION = re.compile(rf"第\s*(?:[{_HAN}]{{1,6}}|\d{{1,3}})\s*(编|分编|章|节)(?=[\s　]|$|[^{_HAN}\d、，,的款项条规])")
_RANKS = {"编": 1, "分编": 2, "章": 3, "节": 4}
_ITEM = re.compile(rf"[（(]\s*([{_HAN}]{{1,4}}|\d{{1,3}})\s*[)）]|(\d{{1,3}})\s*[.．、](?!\d)|[①-⑳㈠-㈩⑴-⒇⒈-⒛]")
# "第三条规定的…" at the start of a line refers to an article and opens none.
_REFERS = re.compile(r"第?[一二三四五六七八九十\d]*[款项目]|[的、，,至和或及与]|规定|所列|所称|所述|中的")
_STOP = re.compile(r"[。；;，,：:！？]")
_GENERAL = re.compile(r"附\s*则")
_LONGEST_HEADING = 40


def opens_article(text: str) -> bool:
    """True if the line opens an article: 第N条 followed by white space, or by words that make no reference of it."""
    found = _ARTICLE.match(text)
    return bool(found) and (bool(found[3]) or not _REFERS.match(text, found.end())) if found else False


def is_statute(lines: Sequence[Line]) -> bool:
    """True if the lines are built of articles: they count from 第一条, or three stand there."""
    articles = 0
    for line in lines:
        text = line.text.strip()
        if text[:1] == "第" and opens_article(text):
            articles += 1
            if articles == 3 or (articles == 1 and text.startswith(("第一条", "第1条"))):
                return True
    return False


@dataclass(slots=True)
class _Paragraph:
    """One 款 in the making: its lines, and the number of its last 项."""

    lines: list[str]
    page: int | None
    last_item: int = 0


@dataclass(slots=True)
class _Article:
    name: str
    heading: tuple[str, ...]
    scope: str
    paragraphs: list[_Paragraph] = field(default_factory=list)


class StatuteOutline(Grammar):
    """Reads the lines of a text built of articles."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(stretch)
        self._stack: list[tuple[int, str]] = []
        self._heading, self._article_scope = stretch.heads, stretch.scope  # of the articles that follow
        self._seen: set[str] = set()
        self._article: _Article | None = None

    def read(self, lines: Sequence[Line]) -> None:
        """Take the lines, first to last."""
        for line in lines:
            text = line.text.strip()
            if line.table is not None:
                self._add_table(line.table, line.page)
            elif (
                text[0] == "第"
                and (found := _ARTICLE.match(text))
                and (found[3] or not _REFERS.match(text, found.end()))
            ):
                self._open_article(found, text, line.page)
            elif self._is_heading(line, text):
                self._open_heading(text)
            else:
                self._add_line(text, line.page)
        self._close_article()

    def _is_heading(self, line: Line, text: str) -> bool:
        if text[0] == "第" and _DIVISION.match(text) and len(text) <= _LONGEST_HEADING and not _STOP.search(text):
            return True
        return line.hint is Hint.TITLE and len(text) <= _LONGEST_HEADING and not _ITEM.match(text)

    def _open_heading(self, text: str) -> None:
        self._close_article()
        found = _DIVISION.match(text)
        rank = _RANKS[found[1]] if found else 3
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        bare = "".join(text.split())
        if not self.drafts and bare in self._seen:
            self._stack = []  # a table of contents: the same headings come again with their articles
        self._seen.add(bare)
        heading = Heading(text)
        self._stack.append((rank, heading))
        self.headings.append(heading)
        self._heading = (*self._heads, *(words for _, words in self._stack))
        self._article_scope = "general" if self._scope == "body" and _GENERAL.search(text) else self._scope

    def _open_article(self, found: re.Match[str], text: str, page: int | None) -> None:
        self._close_article()
        digits = found[1]
        if digits.isdigit() and (number := number_of(digits)) and number < 1000:
            digits = chinese(number)
        name = f"第{digits}条{found[2] or ''}"
        self._article = _Article(name, self._heading, self._article_scope, [_Paragraph([text], page)])

    def _add_line(self, text: str, page: int | None) -> None:
        if self._article is None:
            self._add_loose(text, page)
            return
        paragraphs = self._article.paragraphs
        item = _ITEM.match(text) if text[0] in "（(0123456789①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤⑴⑵⑶⒈⒉⒊" else None
        if item is None:
            paragraphs.append(_Paragraph([text], page))
            return
        number = number_of(item[1]) or 0 if item[1] else 0
        if (
            len(paragraphs) > 1
            and number > 1
            and not paragraphs[-1].last_item
            and paragraphs[-2].last_item == number - 1
        ):
            between = paragraphs.pop()  # a line between two 项 belongs to the first of them
            paragraphs[-1].lines += between.lines
        paragraphs[-1].lines.append(text)
        paragraphs[-1].last_item = number or paragraphs[-1].last_item

    def _add_loose(self, text: str, page: int | None) -> None:
        """A line before the first article, or below a heading without one."""
        self._addresses.paragraph += 1
        mark = read_mark(text)
        if mark and self._stack:
            parts = self._addresses.give(self._root, mark.part)
        else:
            name = "前言" if not self._stack else part(self._stack[-1][1])
            parts = self._addresses.unnamed((*self._root, name))
        self.drafts.append(Draft(parts, text, self._heading, page, None, self._addresses.paragraph, self._scope))

    def _close_article(self) -> None:
        article, self._article = self._article, None
        if article is None:
            return
        base = self._addresses.give(self._root, article.name)
        heading, scope, single = article.heading, article.scope, len(article.paragraphs) == 1
        for at, paragraph in enumerate(article.paragraphs, 1):
            self._addresses.paragraph += 1
            parts = base if single else (*base, f"第{chinese(at)}款")
            lines = paragraph.lines
            text = lines[0] if len(lines) == 1 else "\n".join(lines)
            self.drafts.append(Draft(parts, text, heading, paragraph.page, None, self._addresses.paragraph, scope))

    def _add_table(self, number: int, page: int | None) -> None:
        name = self._article.name if self._article else "表"
        heading = self._article.heading if self._article else self._heads
        self._close_article()
        self.tables += 1
        grid = read_table(self._given_tables[number])
        self.front += grid.head
        base = self._addresses.give((*self._root, name) if name != "表" else self._root, "表")
        for row in grid.rows:
            self._addresses.paragraph += 1
            parts = self._addresses.give(base, part(row.label))
            self.drafts.append(Draft(parts, row.text, heading, page, row.cells, self._addresses.paragraph, self._scope))
