"""Identity: which work a text belongs to, which version of it, and which version follows which (design, section 3)."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from corpus.model import Document, Status

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_BRACKET = re.compile(r"[（(〔\[]([^（）()〔〕\[\]]*)[）)〕\]]")
_STATE_DATE = re.compile(
    r"\d{4}(?:[-年./]\d{1,2}(?:[-月./]\d{1,2}日?|月)?|年)?(?:第[一二三四五六七八九十]+次)?(?:修订|修正|修改|版|通过|公布)?\Z"
)
_NUMBER_YEAR = re.compile(r"[〔\[(（【﹝]\s*((?:19|20)\d{2})\s*[〕\])）】﹞]")
_NOT_WORDS = re.compile(r"[\W_]+")


@cache
def _rules() -> dict[str, list[str] | str]:
    content = yaml.safe_load(files("corpus").joinpath("data/identity.yaml").read_text(encoding="utf-8"))
    return {str(k): v for k, v in content.items()}


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a date "as precise as the source" may mean, both ends included."""

    first: dt.date
    last: dt.date

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, date: str | None) -> Days | None:
        """Read "2026", "2026-03" or "2026-03-18"; None for None or for a date that does not exist."""
        match = _DATE.match(date or "")
        if match is None:
            return None
        year, month, day = (int(part) if part else None for part in match.groups())
        if not year or month not in (None, *range(1, 13)):
            return None
        first_month, last_month = month or 1, month or 12
        last_day = calendar.monthrange(year, last_month)[1]
        if day is not None:
            exact = dt.date(year, first_month, day) if 1 <= day <= last_day else None
            return cls(exact, exact) if exact else None
        return cls(dt.date(year, first_month, 1), dt.date(year, last_month, last_day))

    def meets(self, other: Days) -> bool:
        """May both mean the same day?"""
        return self.first <= other.last and other.first <= self.last


def plain_title(title: str) -> str:
    """The title without white space and without brackets that name its state or date: （试行）, (2018-10-26)."""
    marks = set(_rules()["state_marks"])

    def drop(match: re.Match[str]) -> str:
        inner = match.group(1)
        return "" if inner in marks or _STATE_DATE.match(inner) else match.group()

    bare = "".join(title.split())
    return _BRACKET.sub(drop, bare) or bare


def work_key(title: str) -> str:
    """The key under which titles are compared: `plain_title`, words only, without the state's name before a statute."""
    key = _NOT_WORDS.sub("", plain_title(title)).lower()
    for prefix in _rules()["title_prefixes"]:
        if key.startswith(prefix) and len(key) > len(prefix) + 1:
            key = key.removeprefix(prefix)
    return key


def text_hash(texts: Iterable[str]) -> str:
    """Eight characters that stand for the words of a text, white space and punctuation aside."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(_NOT_WORDS.sub("", text).encode())
    return digest.hexdigest()[:8]


def version_of(document: Document, texts: Iterable[str]) -> str:
    """The version part of an id: date of adoption or issue, else 文号, else 未注明 with a hash of the text."""
    if document.issued_on:
        return document.issued_on
    if document.doc_number:
        return document.doc_number
    return f"{_rules()['no_version']}{text_hash(texts)}"


def document_id(document: Document, texts: Iterable[str]) -> str:
    """`标题·第一发文机关@版本`: no white space, one "@", no "/".

    texts: the clause texts, which stand for the version of a paper without date and number.
    """
    work = plain_title(document.title)
    if document.issuers:
        work += f"·{document.issuers[0]}"
    return f"{_clean(work)}@{_clean(version_of(document, texts))}"


def _clean(text: str) -> str:
    return "".join(text.split()).replace("@", "＠").replace("/", "／")


def is_dated(identity: str) -> bool:
    """Does the id name a date or number, or only the hash of a text?"""
    return not identity.rpartition("@")[2].startswith(str(_rules()["no_version"]))


def issue_days(document: Document) -> Days | None:
    """When the document was adopted or issued: its date, else the year in its 文号."""
    number_year = _NUMBER_YEAR.search(document.doc_number or "")
    return Days.of(document.issued_on) or Days.of(number_year and number_year.group(1))


def version_days(document: Document) -> Days | None:
    """Where a version stands in the line of its work: by its issue, else by the day from which it holds."""
    return issue_days(document) or Days.of(document.effective_from)


def first_day(document: Document) -> dt.date | None:
    """The first day on which this version can hold; None if it names no date.

    An amended statute repeats from when its first version held, so no version holds before it was issued.
    """
    starts = [days.first for days in (Days.of(document.effective_from), issue_days(document)) if days]
    return max(starts, default=None)


def dates_differ(one: Document, other: Document) -> bool:
    """Do two texts contradict each other in a date that both name? Like is held against like."""
    pairs = (
        (issue_days(one), issue_days(other)),
        (Days.of(one.effective_from), Days.of(other.effective_from)),
        (Days.of(one.effective_to), Days.of(other.effective_to)),
    )
    return any(mine and theirs and not mine.meets(theirs) for mine, theirs in pairs)


def same_maker(one: Document, other: Document) -> bool:
    """May two texts of one title come from the same hand? Same place, a common issuer, or one side unknown.

    Issuers alone do not decide: an office merges, a congress leaves amendments to its standing committee.
    """
    if one.region and other.region:
        return one.region == other.region
    if one.issuers and other.issuers:
        return bool(set(one.issuers) & set(other.issuers))
    return one.self_place is None or other.self_place is None or one.self_place == other.self_place


@dataclass(frozen=True, slots=True)
class Succession:
    """A document's place in the line of versions of its work."""

    supersedes: str | None = None
    superseded_by: str | None = None
    superseded_from: dt.date | None = None


def successions(documents: Sequence[Document]) -> dict[str, Succession]:
    """The line of versions of the documents of one title, by document_id.

    A later version supersedes an earlier one from its own effective date. Drafts, templates and interpretations
    supersede nothing; texts without any date stand outside the line.
    """
    result = {document.document_id: Succession() for document in documents}
    dated = sorted(
        ((days, document) for document in documents if (days := version_days(document))),
        key=lambda pair: (pair[0].first, pair[1].document_id),
    )
    predecessors: dict[str, str] = {}
    for place, (days, document) in enumerate(dated):
        if document.nature in (Status.TEMPLATE, Status.INTERPRETATION):
            continue
        for later_days, later in dated[place + 1 :]:
            if later.nature not in (None, Status.REPEALED) or later_days.meets(days) or not same_maker(document, later):
                continue
            result[document.document_id] = Succession(None, later.document_id, first_day(later))
            if document.nature is not Status.DRAFT or later.document_id not in predecessors:
                predecessors[later.document_id] = document.document_id
            break
    for later_id, earlier_id in predecessors.items():
        later_one = result[later_id]
        result[later_id] = Succession(earlier_id, later_one.superseded_by, later_one.superseded_from)
    return result
