"""Approved answers (答复口径): what an office has settled to answer, with date and cited clauses.

One is given only to the very question it was approved for (or a wording listed with it), at its place, and only while
every clause it cites still stands there word for word in a paper in force; else the question is answered as any other.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.answers.answer import MOST_CITATIONS, Answer
from bot.answers.draft import Pick
from bot.answers.notices import notices_for
from bot.answers.offices import offices_of
from bot.people import Audit, Person
from corpus.citation import LONGEST_QUOTE
from corpus.database import Database
from corpus.departments import Departments
from corpus.desk.answer_store import AnswerStore, ApprovedRow
from corpus.errors import BadField, NotFound
from corpus.library import Library
from corpus.model import Span, Status
from corpus.status import reaches, status_of
from retrieval.model import Evidence

_MARK = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPLIT = re.compile(r"(?<=[。！？；])")
_IDLE = re.compile(r"[\W_]+|^(?:请问|你好|您好|我想问(?:一下|下)?)|(?:吗|呢|呀|啊)$")
_SHORTEST_KEY = 4
_LONGEST = 300  # office and date are said behind it
_STANDING = (Status.IN_FORCE, Status.UNKNOWN)


class Approved:
    """The front door to approved answers."""

    def __init__(self, database: Database, library: Library, audit: Audit, clock: Callable[[], dt.datetime]) -> None:
        self._store = AnswerStore(database)
        self._library = library
        self._audit = audit
        self._clock = clock
        self._loading = threading.Lock()
        self._by_key: dict[str, list[ApprovedRow]] | None = None

    def add(
        self,
        person: Person,
        office: str,
        question: str,
        answer: str,
        citations: Sequence[Mapping[str, str]],
        wordings: Sequence[str] = (),
        region: str | None = None,
        expires_on: dt.date | None = None,
    ) -> int:
        """Settle an answer; gives its number.

        citations: {"document_id", "address", "quote"} each, quote the words of the clause. answer: each sentence marked
        [n]. region: full path, None = everywhere. Raises BadField for what is missing, not marked, or not in a quote.
        """
        today = self._clock().date()
        keys = tuple(dict.fromkeys(key for key in map(question_key, (question, *wordings)) if key))
        if not keys or any(len(key) < _SHORTEST_KEY for key in keys):
            raise BadField("问题太短，会和别的问题混淆；请写成一句完整的问话。")
        if not office.strip():
            raise BadField("请写上是哪个单位定的口径。")
        kept = tuple({name: str(one[name]) for name in ("document_id", "address", "quote")} for one in citations)
        _check_words(answer, kept)
        row = ApprovedRow(
            office.strip()[:80],
            region,
            question.strip(),
            keys,
            answer.strip(),
            kept,
            today.isoformat(),
            expires_on.isoformat() if expires_on else None,
            person.name,
        )
        why = self._stale(row, today)
        if why:
            raise BadField(f"{why}；请改好引用再定口径。")
        number = self._store.add_approved(row)
        self._by_key = None
        self._audit.note(person, "approved.create", str(number), office=row.office)
        return number

    def withdraw(self, number: int, person: Person) -> None:
        """Take an approved answer back. Raises NotFound."""
        if not self._store.withdraw(number):
            raise NotFound(f"没有编号 {number} 的口径，或已经撤回；请刷新后再看。")
        self._by_key = None
        self._audit.note(person, "approved.withdraw", str(number))

    def listed(self) -> list[dict[str, Any]]:
        """All that were not withdrawn, newest first; `stale` says why one is not given any more."""
        today = self._clock().date()
        return [
            {name: getattr(row, name) for name in ApprovedRow.__dataclass_fields__ if name not in ("keys", "withdrawn")}
            | {"stale": self._stale(row, today)}
            for row in self._store.approved()
        ]

    def answer(self, question: str, region: str | None, day: dt.date) -> Answer | None:
        """The approved answer to a question asked at a place (full path) for a day; None when there is none."""
        for row in self._rows().get(question_key(question), ()):
            if not _meant(row, question, region) or row.approved_on > day.isoformat() or self._stale(row, day):
                continue
            return self._made(row, question, region, day)
        return None

    def _rows(self) -> dict[str, list[ApprovedRow]]:
        if self._by_key is None:
            with self._loading:
                found: dict[str, list[ApprovedRow]] = {}
                for row in self._store.approved():
                    for key in row.keys:
                        found.setdefault(key, []).append(row)
                self._by_key = found
        return self._by_key

    def _stale(self, row: ApprovedRow, day: dt.date) -> str:
        """Why an approved answer may not be given on a day, empty when it may."""
        if row.expires_on is not None and row.expires_on < day.isoformat():
            return f"口径到 {row.expires_on} 为止"
        for n, one in enumerate(row.citations, 1):
            try:
                shelved = self._library.get(one["document_id"])
                clause = self._library.clause(one["document_id"], one["address"])
            except NotFound:
                return f"[{n}]引的条款已经不在资料库里"
            if one["quote"] not in clause.text:
                return f"[{n}]引的话和条款现在的文字不一样"
            if status_of(shelved, day) not in _STANDING:
                return f"[{n}]引的文件现在不作依据"
        return ""

    def _made(self, row: ApprovedRow, question: str, region: str | None, day: dt.date) -> Answer:
        picks = [self._pick(one, day) for one in row.citations]
        citations, offices = tuple(pick.cite() for pick in picks), offices_of(picks)
        notices = tuple(notices_for(citations, picks, offices, region, day, Departments.load()))
        told = {"id": row.id, "office": row.office, "approved_on": row.approved_on, "expires_on": row.expires_on}
        evidence = tuple({pick.evidence.unit.unit_id: pick.evidence for pick in picks}.values())
        text = f"{row.answer}（{row.office}{row.approved_on}定的答复口径）"
        return Answer(question, region, day, text, citations, evidence, offices, notices, extra={"approved": told})

    def _pick(self, one: Mapping[str, Any], day: dt.date) -> Pick:
        shelved = self._library.get(one["document_id"])
        clause = self._library.clause(one["document_id"], one["address"])
        units = self._library.units(shelved.document.document_id)
        unit = next(unit for unit in units if any(part.address == clause.address for part, _ in unit.parts))
        start = clause.text.index(one["quote"])
        evidence = Evidence(unit, shelved.document, status_of(shelved, day), 1.0)
        return Pick(evidence, clause, Span(start, start + len(one["quote"])))


def question_key(question: str) -> str:
    """A question as it is compared: one form of width and case, without marks, greetings and closing particles."""
    plain = unicodedata.normalize("NFKC", question).casefold()
    while (shorter := _IDLE.sub("", plain)) != plain:
        plain = shorter
    return plain


def _meant(row: ApprovedRow, question: str, region: str | None) -> bool:
    if row.region is None or (region is not None and reaches(row.region, region)):
        return True
    return region is None and row.region.rpartition("/")[2] in question


def _check_words(answer: str, citations: Sequence[Mapping[str, str]]) -> None:
    if not answer.strip() or len(answer) > _LONGEST:
        raise BadField(f"答复要写，不超过 {_LONGEST} 字。")
    if not 0 < len(citations) <= MOST_CITATIONS or any(not 0 < len(c["quote"]) <= LONGEST_QUOTE for c in citations):
        raise BadField(f"引用要有 1 到 {MOST_CITATIONS} 条，每条引文不超过 {LONGEST_QUOTE} 字。")
    marks = {int(mark) for mark in _MARK.findall(answer)}
    if marks != set(range(1, len(citations) + 1)):
        raise BadField("答复里的 [1][2]…… 要和引用一一对应，一条不多一条不少。")
    for sentence in filter(str.strip, _SPLIT.split(_closed(answer))):
        cited = [citations[int(mark) - 1]["quote"] for mark in _MARK.findall(sentence)]
        if not cited:
            raise BadField(f"“{sentence.strip()[:20]}”没有标出依据；请在句末写上 [1] 这样的号。")
        known = set(_NUMBER.findall(unicodedata.normalize("NFKC", "".join(cited))))
        for number in _NUMBER.findall(unicodedata.normalize("NFKC", _MARK.sub("", sentence))):
            if number not in known:
                raise BadField(f"数字 {number} 不在这句引的条款里；请核对，或引上写着它的那一句。")


def _closed(answer: str) -> str:
    """The answer with the marks that follow a full stop drawn before it, so that they belong to their sentence."""
    return re.sub(r"([。！？；])((?:\[\d+\])+)", r"\2\1", answer)
