"""Each shipped digest of a national act beside the act; runs where the acts are at hand, else skips.

Acts that stand only in the collection of single articles are put together from there, without their head.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from corpus.digests import load_digests, load_remarks
from corpus.library import Library
from corpus.model import Clause, Edition, Reading
from corpus.numerals import parse_int
from corpus.regions import Regions
from corpus.versions import work_key
from corpus.zhtext import fold
from ingest.pipeline import read_source
from ingest.readers import read_file

ACTS = {r.document.source_file: r for r in load_digests() if r.document.region == "全国"}
LONGEST_RUN = 30
MOST = 0.5
NUMERAL = "[〇零一二两三四五六七八九十百千万]+"
FIGURE = re.compile(
    rf"\d+(?:\.\d+)?|百分之{NUMERAL}|{NUMERAL}(?=个?(?:年|月|日|天|小时|周岁|岁|倍|次|元|万元|工作日|人以上|人以下|名))"
)
NUMBERING = re.compile(r"第[一二三四五六七八九十百]+[条款项章节]|\([一二三四五六七八九十]+\)")
OF_AN_ARTICLE = re.compile(r"(.+?)(第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?)$")
MODALS = ("不得", "必须", "禁止", "应当", "可以")


def bare(text: str) -> str:
    """Words alone matter: widths and white space do not."""
    return "".join(fold(text).split())


@cache
def laws(folder: Path) -> dict[str, list[Path]]:
    """The files of acts by their bare name and date: 残疾人保障法(2018-10-26)."""
    found = defaultdict(list)
    for path in folder.rglob("*.md"):
        found[path.stem].append(path)
    return dict(found)


@cache
def articles(collection: Path) -> dict[str, dict[str, str]]:
    """Acts that stand article by article: title to article to text."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with gzip.open(collection, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            if known := OF_AN_ARTICLE.match(item["title"]):
                found[known[1]][known[2]] = item["text"]
    return dict(found)


def put_together(title: str, texts: dict[str, str], folder: Path) -> Path:
    """One file of an act's articles in their order."""
    number = {name: parse_int(name[1 : name.index("条")]) or 0 for name in texts}
    body = "\n\n".join(f"{name} {texts[name]}".replace("\n", "\n\n") for name in sorted(texts, key=number.__getitem__))
    path = folder / f"{title}.md"
    path.write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
    return path


@pytest.fixture(params=sorted(ACTS))
def pair(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> tuple[Reading, Reading, bool]:
    """A digest, its act, and whether the act is whole with its head (else put together from articles)."""
    digest = ACTS[request.param]
    name = work_key(digest.document.title)
    known = laws(shared / "laws").get(f"{name}({digest.document.issued_on})", [])
    path = known[0] if known else put_together(name, articles(shared / "bench" / "corpus.jsonl.gz")[name], tmp_path)
    return digest, read_source(read_file(path), Regions.load()), bool(known)


def by_address(reading: Reading) -> dict[str, Clause]:
    return {clause.address: clause for clause in reading.clauses}


def covered(digest: Reading, act: Reading) -> list[tuple[Clause, Clause]]:
    """(ours, theirs), each clause that both have."""
    theirs = by_address(act)
    return [(clause, theirs[clause.address]) for clause in digest.clauses]


def figures(text: str) -> Counter[str]:
    """Numbers in digits, percentages, and counts of days, ages, money and the like in Chinese characters."""
    return Counter(FIGURE.findall(NUMBERING.sub("", bare(text))))


def test_every_address_is_in_the_act_in_order(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, _ = pair
    ours = [clause.address for clause in digest.clauses]
    theirs = [clause.address for clause in act.clauses]
    assert [address for address in ours if address not in theirs] == []
    assert ours == [address for address in theirs if address in set(ours)]
    if not load_remarks()[digest.document.document_id].selected:
        assert ours == theirs


def test_every_figure_is_there_and_none_is_new(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, _ = pair
    differ = {
        ours.address: (figures(ours.text), figures(theirs.text))
        for ours, theirs in covered(digest, act)
        if set(figures(ours.text)) != set(figures(theirs.text))
    }
    assert differ == {}


def test_nothing_is_asked_or_allowed_that_the_act_does_not(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, _ = pair
    for ours, theirs in covered(digest, act):
        assert [word for word in MODALS if word in ours.text and word not in theirs.text] == [], ours.address


def test_no_run_of_the_act_is_copied(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, _ = pair
    runs = bare("".join((*act.front, *(clause.text for clause in act.clauses))))
    known = {runs[at : at + LONGEST_RUN] for at in range(len(runs) - LONGEST_RUN + 1)}
    words = bare(files("corpus").joinpath("digests", digest.document.source_file).read_text(encoding="utf-8"))
    starts = range(len(words) - LONGEST_RUN + 1)
    assert [words[at : at + LONGEST_RUN] for at in starts if words[at : at + LONGEST_RUN] in known] == []


def test_our_words_are_at_most_half_of_the_clauses_they_restate(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, _ = pair
    content = yaml.safe_load(files("corpus").joinpath("digests", digest.document.source_file).read_text("utf-8"))
    ours = sum(len(bare(entry.get("say", ""))) for entry in content["clauses"])
    assert ours <= MOST * sum(len(bare(theirs.text)) for _, theirs in covered(digest, act))


def test_chapters_are_as_printed(pair: tuple[Reading, Reading, bool]) -> None:
    digest, act, with_head = pair
    if with_head:
        for ours, theirs in covered(digest, act):
            assert [bare(line) for line in ours.heading] == [bare(line) for line in theirs.heading], ours.address


def test_the_document_is_the_same_version_and_the_act_takes_its_place(
    pair: tuple[Reading, Reading, bool], url: str
) -> None:
    """An act put together from articles has no head to tell its day from; its whole file is not at hand."""
    digest, act, with_head = pair
    if not with_head:
        return
    known = ("document_id", "title", "doc_number", "issuers", "region", "kind", "nature", "effective_from")
    library = Library(url)
    library.add(digest, sha256="0" * 64, reader_version="1")
    library.add(act, sha256="1" * 64, reader_version="1")
    shown = [one.document for one in library.documents()]
    library.close()
    assert [(one.edition, one.document_id) for one in shown] == [(Edition.ORIGINAL, act.document.document_id)]
    for field in known:
        assert getattr(digest.document, field) == getattr(act.document, field), field
