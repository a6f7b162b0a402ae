"""Clauses ready for questions (出题来源): named and dated as a stem must name them, with the sentences to ask."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.training.words import load, senses_in
from corpus.address import unit_address
from corpus.citation import Citation, cite
from corpus.digests import load_digests
from corpus.library import Library
from corpus.model import Clause, Notice, Shelved, Span, Status
from corpus.notices import citation_notices
from corpus.status import NATION, status_of
from corpus.topics import topics_of
from corpus.zhtext import fold
from retrieval.evidence import sentences
from triage.rules.documents import on_shelf

_OUT = (Status.REPEALED, Status.SUPERSEDED)
_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零]+条(?:之[一二三四五])?|[0-9]{1,2}[.．、]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|[一二三四五六七八九十]+是|[一二三四五六七八九十]+、)[\s　]*"
)
_POINT = re.compile("[（(][一二三四五六七八九十]{1,3}[）)]")
LONGEST_SENTENCE = 130
SHORTEST_SENTENCE = 8
TELLING_SENTENCE = 30  # shorter ones are shown after the sentence before them
GOING_ON_SENTENCE = 60  # and those that go on from it nearly always
BARE_SENTENCE = 18  # shorter ones are not asked by themselves
LONGEST_LEAD = 110
MOST_DOCUMENTS = 200  # in a larger library only papers of the field make questions


@dataclass(frozen=True)
class Source:
    """One clause of one document on one day. place: of the learner, None = not known.

    paragraph_before: the 款 before it in the same article, None when there is none.
    """

    shelved: Shelved
    clause: Clause
    day: dt.date
    place: str | None
    paragraph_before: Clause | None = None

    @cached_property
    def status(self) -> Status:
        """What the document is worth on the day."""
        return status_of(self.shelved, self.day)

    @cached_property
    def document(self) -> str:
        """The name of the document as stems write it."""
        return self.shelved.document.title

    @cached_property
    def opening(self) -> str:
        """The document with its date and standing: 据《…》（2019年3月2日）."""
        document = self.shelved.document
        standing = load("words.yaml")["standing"][self.status.value]
        said = "，".join(part for part in (date_words(document.issued_on or document.effective_from), standing) if part)
        return f"据{titled(self.document)}（{said}）"

    @cached_property
    def where(self) -> str:
        """The clause in words: 第三十条, 五/(四)/完善最低生活保障制度."""
        return spoken(self.clause.address)

    def topic(self, words: str, whole: bool = True) -> str:
        """The domain of measures that a question on some words of the clause is filed under.

        An act on one matter has one. Else the words say it, the topic phrase, the whole paragraph of a plan (unless
        told not to look at it), the headings from the inmost outward, the title.
        """
        data = load("words.yaml")
        for title, domain in data["title_domains"]:
            if self.shelved.document.region == NATION and re.search(title, self.document):
                return str(domain)
        phrase = self.clause.address.rpartition("/")[2]
        beside = self.clause.text if whole and not self.clause.address.startswith("第") else ""
        for text in (words, phrase, beside, *reversed(self.clause.heading), self.document):
            plain = fold(text)[:400].replace("人民政府", "政府")  # 民政 is no word of it
            for name, meant in data["read_as"]:
                plain = re.sub(name, meant, plain)
            known = [data["domains"][topic] for topic in topics_of(plain) if topic in data["domains"]]
            telling = [domain for domain in known if domain != data["last_domain"]]
            if telling:
                return str(telling[0])
        return str(data["domains"]["default"])

    @cached_property
    def family(self) -> str:
        """The clause family (条款) that answers are counted under: the unit (条, item) of the document."""
        return f"{titled(self.document)}{spoken(unit_address(self.clause.address))}"

    @cached_property
    def clause_hash(self) -> str:
        """A print of the words and offices of the clause."""
        duties = "".join(f"{duty.name}{duty.role.value}{duty.today}" for duty in self.clause.duties)
        return hashlib.sha256(f"{self.clause.text}\n{duties}".encode()).hexdigest()[:16]

    @cached_property
    def folded(self) -> str:
        """The words of the clause, folded."""
        return fold(self.clause.text)

    @cached_property
    def senses(self) -> frozenset[str]:
        """The actors that the whole clause names."""
        return senses_in(self.clause.text)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The sentences that can be asked, own numbers left out; the cells of a table row are no sentence."""
        return () if self.clause.row else tuple(_askable(self.clause.text))

    def words(self, span: Span) -> str:
        """The words of a span on one line."""
        return " ".join(span.of(self.clause.text).split())

    def stands(self, span: Span, hidden: str = "") -> str | None:
        """Where a sentence stands, as its stem begins: with the sentence before it where it says little by itself.

        hidden: what the question asks for, which the sentence before must not tell. None when too little is said.
        """
        said = self.words(span)
        data = load("words.yaml")
        goes_on = any(re.search(data[name], said) for name in ("goes_on", "received"))
        if len(said) >= (GOING_ON_SENTENCE if goes_on else TELLING_SENTENCE):
            return self.where
        before = self._said_before(span)
        lead = without_number(before).rstrip("。；;")
        gives_away = bool(hidden) and hidden in lead
        points_back = re.search(data["no_lead"], lead) is not None
        if (
            SHORTEST_SENTENCE <= len(lead) <= LONGEST_LEAD
            and not lead.endswith(("：", ":"))
            and not gives_away
            and not points_back
            and lead not in self.where
        ):
            return f"{self.where}（上文说“{lead}”）"
        return self.where if len(said) >= BARE_SENTENCE and not before and not goes_on else None

    def _said_before(self, span: Span) -> str:
        """The sentence before a span, of the 款 before where it is the first; "" when there is none."""
        before = [self.words(one) for one in sentences(self.clause.text) if one.end <= span.start]
        if not before and self.paragraph_before is not None:
            text = " ".join(self.paragraph_before.text.split())
            before = [one.of(text) for one in sentences(text)]
        return before[-1] if before and not _POINT.match(before[-1]) else ""

    def cite(self, span: Span) -> Citation:
        """Quote a span of the clause."""
        return cite(self.shelved, self.clause, span, self.day)

    def notices(self, citation: Citation) -> tuple[Notice, ...]:
        """What the learner must know of the clause, as beside every quote."""
        return tuple(citation_notices([citation], self.place))


def sources(library: Library, region: str | None, day: dt.date) -> Iterator[Source]:
    """The clauses that may be asked of a learner at `region` (full path or None) on `day`.

    Another place's papers are left out where the place is known, repealed and superseded ones everywhere, and papers
    without any date, for a stem must say one.
    """
    words = load("words.yaml")
    skip, headings = re.compile(words["skip_addresses"]), re.compile(words["skip_headings"])
    visible = library.visible(region, day)
    shelves = [shelved for shelved in library.documents() if shelved.document.document_id in visible]
    if len(shelves) > MOST_DOCUMENTS:
        shelves = list(_of_the_field(shelves, day))
    for shelved in shelves:
        document = shelved.document
        dated = document.issued_on or document.effective_from
        if not dated or status_of(shelved, day) in _OUT:
            continue
        last: Clause | None = None
        for clause in library.show(document.document_id)[1]:
            if not skip.search(clause.address) and not any(headings.search(head) for head in clause.heading):
                article = "/第" in clause.address and last is not None and _article(last) == _article(clause)
                yield Source(shelved, clause, day, region, last if article else None)
            last = clause


def _of_the_field(shelves: Sequence[Shelved], day: dt.date) -> Iterator[Shelved]:
    """Of a large library what a first secretary needs: what rules cite, what ships, what has duties, what is local."""
    cited = {shelved.document.document_id for shelved in on_shelf(shelves, day).values()}
    shipped = {reading.document.document_id for reading in load_digests()}
    for shelved in shelves:
        local = shelved.document.region not in (None, NATION)
        if shelved.duties or local or shelved.document.document_id in cited | shipped:
            yield shelved


def _article(clause: Clause) -> str:
    return clause.address.partition("/")[0]


def titled(title: str) -> str:
    """A title in its marks, which a title that has some keeps."""
    return title if title.startswith("《") else f"《{title}》"


def date_words(date: str | None) -> str:
    """2019-03-02 as 2019年3月2日, as precise as it is."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip((date or "").split("-"), "年月日", strict=False) if part)


def spoken(address: str) -> str:
    """An address as a person would say it: 第十一条第二款, 三(一)1, “完善最低生活保障制度”."""
    parts = [
        f"“{part}”" if re.search("[一-龥]{4,}", part) and not part.startswith("第") else part
        for part in address.split("/")
    ]
    if len(parts) > 1 and parts[-1].isdigit() and "专栏" in parts[-2]:
        parts[-1] = f"第{parts[-1]}行"
    return "".join(parts).replace("¶", "第") + ("段" if "¶" in address else "")


def without_number(text: str) -> str:
    """The words of a clause without its own number."""
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def _askable(text: str) -> Iterator[Span]:
    unfit = re.compile(load("words.yaml")["skip_sentences"])
    for span in sentences(text):
        number = _NUMBER.match(text, span.start, span.end)
        start = number.end() if number else span.start
        body = text[start : span.end]
        # The head of a list without its points says nothing that could be right or wrong.
        whole = not re.search(r"[：:]\s*(?:[（(][一二三四五六七八九十]+[）)]|$)", body)
        # A point of a list says nothing without the head of the list.
        point = span.start > 0 and number is not None and re.match(r"\s*[（(]", text[span.start :]) is not None
        point = point or _POINT.match(body) is not None
        fits = SHORTEST_SENTENCE <= len(body) <= LONGEST_SENTENCE
        if fits and whole and not point and not unfit.search(body):
            yield Span(start, span.end)
