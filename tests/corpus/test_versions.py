"""Identity of works and versions, status on a day, and exact citations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import Citation, cite
from corpus.errors import BadInput
from corpus.model import Clause, Document, Shelved, Span, Status
from corpus.status import reaches, status_on
from corpus.versions import Days, document_id, plain_title, same_maker, successions, work_key

DAY = dt.date(2026, 11, 22)


def _document(title="青禾县帮扶办法", **facts):
    return Document("某@某", title, "某.txt", "办法", **facts)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("青禾县帮扶办法（试行）", "青禾县帮扶办法"),
        ("青禾县 帮扶办法(征求意见稿)", "青禾县帮扶办法"),
        ("安澜市养犬条例(2018-10-26)", "安澜市养犬条例"),
        ("安澜市养犬条例（2018年修正）", "安澜市养犬条例"),
        ("青禾县三年行动方案(2021-2023年)", "青禾县三年行动方案(2021-2023年)"),
        ("（试行）", "（试行）"),
    ],
)
def test_plain_title(title, plain):
    assert plain_title(title) == plain


def test_work_key_leaves_off_punctuation_and_the_name_of_the_state():
    assert work_key("中华人民共和国养蜂法") == work_key("养蜂法")
    assert work_key("青禾县“三有”村 方案（试行）") == work_key("青禾县「三有」村方案")
    assert work_key("青禾县甲方案") != work_key("青禾县乙方案")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"issuers": ("县政府办", "县民政局"), "issued_on": "2026-03-18"}, "青禾县帮扶办法·县政府办@2026-03-18"),
        ({"issued_on": "2026"}, "青禾县帮扶办法@2026"),
        ({"doc_number": "青政办〔2026〕 7号"}, "青禾县帮扶办法@青政办〔2026〕7号"),
    ],
)
def test_document_id(facts, expected):
    assert document_id(_document(**facts), ["正文"]) == expected


def test_document_id_without_date_names_the_text():
    one, other = document_id(_document(), ["第一条 甲。"]), document_id(_document(), ["第一条 乙。"])
    assert one.startswith("青禾县帮扶办法@未注明")
    assert one != other
    assert one == document_id(_document(), ["第一条　甲。 "])


@given(st.text(min_size=1, max_size=30).filter(lambda t: t.strip()), st.text(max_size=12), st.text(max_size=20))
def test_any_title_gives_a_valid_id(title, number, text):
    identity = document_id(_document(title, doc_number=number or None), [text])
    assert identity.count("@") == 1
    assert not any(c.isspace() for c in identity)
    assert "/" not in identity


@pytest.mark.parametrize("date", [None, "", "2026-13", "2026-02-30", "0000", "26-1-1", "2026-1-1x", "2026-00"])
def test_no_date(date):
    assert Days.of(date) is None


def test_days_of_partial_dates():
    assert Days.of("2026") == Days(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert Days.of("2024-02") == Days(dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert Days.of("2026-03-18").meets(Days.of("2026-03"))
    assert not Days.of("2025").meets(Days.of("2026-03"))


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"nature": Status.TEMPLATE, "effective_to": "2020"}, Status.TEMPLATE),
        ({"nature": Status.DRAFT, "issued_on": "2030"}, Status.DRAFT),
        ({"nature": Status.INTERPRETATION}, Status.INTERPRETATION),
        ({"nature": Status.REPEALED, "issued_on": "2020"}, Status.REPEALED),
        ({"issued_on": "2021", "effective_to": "2025"}, Status.EXPIRED),
        ({"issued_on": "2021", "effective_to": "2026"}, Status.IN_FORCE),
        ({"issued_on": "2021", "effective_to": "2026-11-22"}, Status.IN_FORCE),
        ({"issued_on": "2021", "effective_to": "2026-11-21"}, Status.EXPIRED),
        ({"issued_on": "2026-01-01", "effective_from": "2027-01-01"}, Status.NOT_YET),
        ({"effective_from": "2026-11-22"}, Status.IN_FORCE),
        ({"issued_on": "2026-12-29", "effective_from": "2016-09-01"}, Status.NOT_YET),
        ({"issued_on": "2026", "effective_from": "2026-05-01"}, Status.IN_FORCE),
        ({"doc_number": "青政〔2027〕1号"}, Status.NOT_YET),
        ({"effective_from": "2026-11-23"}, Status.NOT_YET),
        ({}, Status.UNKNOWN),
        ({"effective_to": "2030"}, Status.UNKNOWN),
    ],
)
def test_status(facts, status):
    assert status_on(_document(**facts), DAY) is status


def test_superseded_stands_before_expired_and_only_from_its_day():
    document = _document(issued_on="2020", effective_to="2021")
    assert status_on(document, DAY, DAY) is Status.SUPERSEDED
    assert status_on(document, DAY, DAY + dt.timedelta(days=1)) is Status.EXPIRED
    assert status_on(replace(document, nature=Status.REPEALED), DAY, DAY) is Status.REPEALED


@pytest.mark.parametrize(
    ("region", "place", "holds"),
    [
        ("云岭省/安澜市", "云岭省/安澜市/青禾县", True),
        ("云岭省/安澜市/青禾县", "云岭省/安澜市/青禾县", True),
        ("云岭省/安澜市/青禾县", "云岭省/安澜市", False),
        ("云岭省/安澜市/青禾", "云岭省/安澜市/青禾县", False),
        ("全国", "云岭省", True),
        (None, "云岭省", True),
        ("重水省", "云岭省", False),
        ("重水省", None, True),
    ],
)
def test_reaches(region, place, holds):
    assert reaches(region, place) is holds


def _line(*facts):
    documents = [replace(_document(**f), document_id=f"某@{n}") for n, f in enumerate(facts)]
    return {key.removeprefix("某@"): place for key, place in successions(documents).items()}


def test_line_of_versions():
    line = _line(
        {"issued_on": "2022-10-30", "effective_from": "2023-01-01"}, {"issued_on": "2018-10-26"}, {"issued_on": "2005"}
    )
    assert (line["1"].supersedes, line["1"].superseded_by) == ("某@2", "某@0")
    assert line["1"].superseded_from == dt.date(2023, 1, 1)
    assert line["2"].superseded_from == dt.date(2018, 10, 26)
    assert (line["0"].supersedes, line["0"].superseded_by) == ("某@1", None)


def test_an_amended_text_supersedes_from_its_own_day_though_it_repeats_the_first_one():
    line = _line({"issued_on": "2016-03-16"}, {"issued_on": "2023-12-29", "effective_from": "2016-09-01"})
    assert line["0"].superseded_from == dt.date(2023, 12, 29)


def test_a_draft_supersedes_nothing_but_gives_way_to_the_act():
    line = _line({"issued_on": "2020"}, {"issued_on": "2023", "nature": Status.DRAFT}, {"issued_on": "2024"})
    assert line["0"].superseded_by == "某@2"
    assert line["1"].superseded_by == "某@2"
    assert line["2"].supersedes == "某@0"


@pytest.mark.parametrize("nature", [Status.TEMPLATE, Status.INTERPRETATION, Status.DRAFT])
def test_what_is_no_act_supersedes_nothing(nature):
    line = _line({"issued_on": "2020"}, {"issued_on": "2024", "nature": nature})
    assert line["0"].superseded_by is None


def test_other_places_and_undated_texts_stand_outside_the_line():
    line = _line({"issued_on": "2020", "region": "甲省"}, {"issued_on": "2024", "region": "乙省"}, {})
    assert all(place.superseded_by is None and place.supersedes is None for place in line.values())


def test_dates_that_may_be_the_same_day_make_no_line():
    assert _line({"issued_on": "2023"}, {"issued_on": "2023-03-09"})["0"].superseded_by is None


def test_number_year_dates_a_version():
    line = _line({"doc_number": "青政〔2019〕3号"}, {"issued_on": "2021-05-06"})
    assert line["0"].superseded_by == "某@1"


def test_same_maker():
    assert same_maker(_document(region="甲省", issuers=("旧局",)), _document(region="甲省", issuers=("新局",)))
    assert not same_maker(_document(issuers=("旧局",)), _document(issuers=("新局",)))
    assert same_maker(_document(), _document(issuers=("新局",)))


CLAUSE = Clause("第一条", "第一条 每户补助三千元。每年一次。", page=2)


def test_citation_is_cut_from_the_clause():
    document = _document(issued_on="2026-03-18", effective_to="2025")
    shelved = Shelved(document, (), None, None, None, 1, 0, 0)
    citation = cite(shelved, CLAUSE, Span(4, 12), DAY)
    made = citation.as_json(3)
    assert made["quote"] == "每户补助三千元。" == CLAUSE.text[made["start"] : made["end"]]
    assert (made["n"], made["address"], made["page"], made["status"]) == (3, "第一条", 2, "expired")
    assert (made["edition"], made["document_id"]) == ("original", "某@某")


@pytest.mark.parametrize("span", [Span(3, 3), Span(-2, 4), Span(0, 99), Span(5, 2)])
def test_citation_outside_the_clause_is_refused(span):
    with pytest.raises(BadInput, match="不在条款"):
        Citation(_document(), CLAUSE, span, Status.IN_FORCE, "x")


def test_citation_that_differs_by_one_character_is_refused():
    with pytest.raises(BadInput, match="不一致"):
        Citation(_document(), CLAUSE, Span(4, 12), Status.IN_FORCE, "每户补助二千元。")


def test_citation_that_is_too_long_is_refused():
    clause = Clause("一", "字" * 300)
    with pytest.raises(BadInput, match="超过"):
        Citation(_document(), clause, Span(0, 241), Status.IN_FORCE, "字" * 241)


@given(st.text(min_size=1, max_size=60), st.integers(-3, 63), st.integers(-3, 63))
def test_no_citation_without_its_exact_words(text, start, end):
    clause = Clause("一", text)
    try:
        citation = cite(Shelved(_document(), (), None, None, None, 1, 0, 0), clause, Span(start, end), DAY)
    except BadInput:
        assert not 0 <= start < end <= len(text)
    else:
        assert text[start:end] == citation.as_json(1)["quote"] != ""
