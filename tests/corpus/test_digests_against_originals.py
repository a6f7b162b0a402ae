"""Each shipped digest beside the original it restates; runs where the originals are at hand, else skips."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from corpus.departments import lookup
from corpus.digests import load_digests
from corpus.model import Clause, Document, Edition, Reading
from corpus.regions import Regions
from ingest.pipeline import read_source
from ingest.readers import read_file

# Digests of national acts are held against the acts in test_act_digests_against_originals.py.
DIGESTS = {r.document.source_file: r for r in load_digests() if r.document.region != "全国"}
COPIED_RUN = 30
CHINESE_FIGURE = re.compile(
    r"百分之[一二三四五六七八九十百]+|[一二三四五六七八九十百千两]+(?:年半|次|倍|个月|天|工作日|成)"
)
CONTACT = re.compile(r"[\w.]+@[\w.]+|\d{7,}")
MODALS = ("鼓励", "探索", "力争", "可以", "应当", "不得", "必须", "严禁")


def folded(text: str) -> str:
    """Words alone matter: widths, dashes and white space do not."""
    return "".join(unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").split())


@cache
def originals(folder: Path) -> dict[str, Reading]:
    """Readings of the originals by title."""
    regions = Regions.load()
    found = {}
    for path in sorted(folder.iterdir()):
        source = read_file(path)
        place = read_source(source, regions).document.region
        reading = read_source(source, regions, partial(_standing, place))
        found[reading.document.title] = reading
    return found


def _standing(place: str | None, name: str) -> tuple[str | None, str | None]:
    known = lookup(name, place)
    return known.family, known.today


@pytest.fixture(params=sorted(DIGESTS))
def pair(request: pytest.FixtureRequest, shared: Path) -> tuple[Reading, Reading]:
    """A digest and its original."""
    digest = DIGESTS[request.param]
    return digest, originals(shared / "policies")[digest.document.title]


def clauses(reading: Reading) -> dict[str, Clause]:
    return {clause.address: clause for clause in reading.clauses}


def figures(text: str) -> set[str]:
    """Numbers with their 万 or %, and counts in Chinese characters; contact numbers are left out on purpose."""
    plain = CONTACT.sub("", folded(text))
    return set(re.findall(r"\d+(?:\.\d+)?(?:%|余?万)?", plain)) | set(CHINESE_FIGURE.findall(plain))


def own_words(source_file: str) -> str:
    """The sentences of a digest file: what we wrote, without titles, offices and table cells."""
    content = yaml.safe_load(file_text(source_file))
    return "".join(entry.get("say", "") + "".join(entry.get("points", [])) for entry in content["clauses"])


def file_text(source_file: str) -> str:
    return files("corpus").joinpath("digests", source_file).read_text(encoding="utf-8")


def whole(reading: Reading) -> str:
    return "".join(folded(text) for text in (*reading.front, *(clause.text for clause in reading.clauses)))


def test_every_address_is_there_in_order(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    assert [c.address for c in digest.clauses] == [c.address for c in original.clauses]
    assert [c.aliases for c in digest.clauses] == [c.aliases for c in original.clauses]


def test_every_figure_is_there_and_none_is_new(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    ours = clauses(digest)
    assert {
        address: (figures(clause.text) ^ figures(ours[address].text))
        for address, clause in clauses(original).items()
        if figures(clause.text) ^ figures(ours[address].text)
    } == {}


def test_every_office_is_there_with_its_role_and_rider(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    ours = clauses(digest)
    assert digest.duty_lines == original.duty_lines
    for address, clause in clauses(original).items():
        assert set(ours[address].duties) == set(clause.duties), address
        printed = folded(ours[address].text)
        assert all(folded(duty.name) in printed for duty in clause.duties if duty.rider is None), address


def test_every_table_cell_is_there(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    ours = {c.address: (c.row, c.text) for c in digest.clauses if c.row is not None}
    assert ours == {c.address: (c.row, c.text) for c in original.clauses if c.row is not None}


def test_headings_are_as_printed(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    ours = clauses(digest)
    for address, clause in clauses(original).items():
        assert [folded(line) for line in ours[address].heading] == [folded(line) for line in clause.heading], address


def test_number_and_topic_open_the_clause_as_printed(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    for ours, theirs in zip(digest.clauses, original.clauses, strict=True):
        last = ours.address.rpartition("/")[2].partition("#")[0]
        if ours.row is None and folded(theirs.text).startswith(folded(last)):
            assert folded(ours.text).startswith(folded(last)), ours.address


def test_nothing_is_asked_or_allowed_that_the_original_does_not(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    theirs = clauses(original)
    for clause in digest.clauses:
        assert [word for word in MODALS if word in clause.text and word not in theirs[clause.address].text] == []


def test_no_run_of_the_original_is_copied(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    runs = whole(original)
    known = {runs[at : at + COPIED_RUN] for at in range(len(runs) - COPIED_RUN + 1)}
    words = folded(file_text(digest.document.source_file))
    starts = range(len(words) - COPIED_RUN + 1)
    assert [words[at : at + COPIED_RUN] for at in starts if words[at : at + COPIED_RUN] in known] == []


def test_our_words_are_a_sixth_to_a_third_of_the_original(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    share = len(folded(own_words(digest.document.source_file))) / original.kept
    assert 1 / 6 <= share <= 1 / 3


def test_the_document_is_the_same_version(pair: tuple[Reading, Reading]) -> None:
    """Where our text file lost its date of issue, the digest still knows it from the page it came from."""

    def described(document: Document) -> Document:
        return replace(document, document_id="", issued_on=None, source_file="", edition=Edition.ORIGINAL)

    digest, original = pair
    assert described(digest.document) == described(original.document)
    if original.document.issued_on is not None:
        assert digest.document.document_id == original.document.document_id


def test_no_private_person_is_named(pair: tuple[Reading, Reading]) -> None:
    digest, original = pair
    words = folded(file_text(digest.document.source_file))
    people = [
        folded(clause.text).split(":")[0]
        for clause in original.clauses
        if clause.address.startswith("编制组名单/") and re.search("教授|博士|讲师|研究员", clause.text)
    ]
    contacts = [found for clause in original.clauses for found in CONTACT.findall(folded(clause.text))]
    assert [name for name in people + contacts if name in words] == []
