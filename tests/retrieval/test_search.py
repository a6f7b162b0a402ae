from __future__ import annotations

import datetime as dt

import pytest

from corpus.errors import BadField, UnknownPlace
from corpus.model import Clause, Document, Status
from retrieval.kinds import rules
from retrieval.model import Kind

DAY = dt.date(2026, 11, 22)
COUNTY = "云岭省/安澜市/青禾县"


def places(result):
    return {item.document.region for item in result.evidence}


def test_the_clause_that_answers_comes_first(searcher):
    result = searcher.search("监测家庭住院自付超过多少能补助", region=COUNTY, as_of=DAY)
    first = result.evidence[0]
    assert (first.document.title, first.unit.address) == ("青禾县防返贫监测帮扶办法", "第三条")
    assert first.best is not None and "八千元" in first.best.of(first.unit.text)
    assert result.query.kind is Kind.FIGURE


def test_scores_fall_between_1_and_0_and_name_their_reasons(searcher):
    result = searcher.search("住院补助", region=COUNTY, as_of=DAY)
    scores = [item.score for item in result.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {"fused", "coverage", "place", "standing"} <= set(result.evidence[0].why)
    assert "office" not in result.evidence[0].why, "the question names no office"


def test_another_countys_paper_is_never_given_as_binding(searcher):
    result = searcher.search("住院自付费用补助", region=COUNTY, as_of=DAY)
    assert places(result) <= {COUNTY, "全国", None}
    assert result.elsewhere == ()


def test_other_places_stand_apart_when_asked_for(searcher):
    result = searcher.search("住院自付费用补助，外地是怎么做的", region=COUNTY, as_of=DAY)
    assert places(result) <= {COUNTY, "全国", None}
    assert [item.document.region for item in result.elsewhere[:1]] == ["云岭省/安澜市/禾安县"]


def test_a_place_in_the_question_wins_over_the_place_asked_from(searcher):
    result = searcher.search("禾安县住院自付费用补助多少", region=COUNTY, as_of=DAY)
    assert result.query.region == "云岭省/安澜市/禾安县"
    assert result.query.region_source == "question"
    assert result.evidence[0].document.region == "云岭省/安澜市/禾安县"


def test_without_a_place_nothing_is_filtered(searcher):
    result = searcher.search("住院自付费用补助", as_of=DAY)
    assert result.query.region is None and result.query.region_source == "none"
    assert {COUNTY, "云岭省/安澜市/禾安县", "全国", None} <= places(result)


def test_a_draft_stays_findable_after_the_text_in_force(searcher):
    result = searcher.search("监测家庭成员住院的自付费用补助", region=COUNTY, as_of=DAY)
    order = [item.status for item in result.evidence]
    assert order.index(Status.IN_FORCE) < order.index(Status.DRAFT)


def test_a_superseded_text_only_when_asked_for(shelf, index, searcher):
    shelf.put(
        Document("社会帮扶条例·国务院@2009", "社会帮扶条例", "old.md", "条例", region="全国", effective_from="2009"),
        [Clause("第七条", "第七条 住院费用负担过重的家庭，可以向县人民政府申请临时帮扶。")],
        superseded_from=dt.date(2019, 1, 1),
    )
    index.update(shelf)
    found = {item.document.document_id for item in searcher.search("住院费用负担过重怎么申请", as_of=DAY).evidence}
    assert "社会帮扶条例·国务院@2009" not in found
    asked = searcher.search("旧条例里住院费用负担过重怎么申请", as_of=DAY)
    found = {item.document.document_id for item in asked.evidence}
    assert "社会帮扶条例·国务院@2009" in found


@pytest.mark.parametrize(
    ("question", "versions"),
    [
        ("社会帮扶条例第七条说什么", {"2019"}),
        ("《社会帮扶条例》2009年版第七条说什么", {"2009"}),
        ("旧的社会帮扶条例第七条说什么", {"2009", "2019"}),
        ("社会帮扶条例第七条修订前后怎么说", {"2009", "2019"}),
    ],
)
def test_of_a_named_paper_the_version_in_force_is_looked_up(shelf, index, searcher, question, versions):
    shelf.put(
        Document("社会帮扶条例·国务院@2009", "社会帮扶条例", "old.md", "条例", region="全国", issued_on="2009-05-01"),
        [Clause("第七条", "第七条 住院费用负担过重的家庭，可以向县人民政府申请临时帮扶。")],
        superseded_from=dt.date(2019, 1, 1),
    )
    index.update(shelf)
    result = searcher.search(question, as_of=DAY)
    assert {key.rpartition("@")[2] for key in result.query.documents} == versions
    looked_up = {item.document.document_id.rpartition("@")[2] for item in result.evidence if "address" in item.why}
    assert looked_up == versions


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("青禾县防返贫监测帮扶办法第二条说什么", "第二条"),
        ("《青禾县防返贫监测帮扶办法》第三条的原文", "第三条"),
        ("社会帮扶条例第7条规定了什么", "第七条"),
    ],
)
def test_a_clause_named_by_number_is_looked_up(searcher, question, address):
    result = searcher.search(question, region=COUNTY, as_of=DAY)
    assert result.evidence[0].unit.address == address
    assert result.evidence[0].why == {"address": 1.0}


def test_a_follow_up_takes_the_earlier_question_to_another_place(searcher):
    history = [{"role": "user", "content": "青禾县住院自付费用怎么补助"}, {"role": "assistant", "content": "…"}]
    result = searcher.search("那禾安县呢？", history=history, as_of=DAY)
    assert result.query.region == "云岭省/安澜市/禾安县"
    assert "住院自付" in result.query.text
    assert result.evidence[0].unit.address == "二/(一)"


def test_a_follow_up_keeps_the_place_for_another_thing(searcher):
    history = [{"role": "user", "content": "青禾县住院自付费用怎么补助"}]
    result = searcher.search("那申请列入监测呢？", history=history, as_of=DAY)
    assert result.query.region == COUNTY
    assert result.evidence[0].unit.address == "第二条"


def test_a_whole_question_leaves_the_talk_before_alone(searcher):
    history = [{"role": "user", "content": "青禾县住院自付费用怎么补助"}]
    question = "禾安县扶贫车间每吸纳一名监测家庭成员就业奖补多少元"
    assert searcher.understand(question, history=history, as_of=DAY).text == question


def test_documents_named_by_number_and_by_place_and_genre(searcher):
    by_number = searcher.understand("青政规〔2026〕7号还有效吗", as_of=DAY)
    assert by_number.documents == ("青禾县防返贫监测帮扶办法·青禾县人民政府@2026-03-18",)
    assert by_number.kind is Kind.STATUS
    by_genre = searcher.understand("禾安县的方案里怎么奖补", as_of=DAY)
    assert by_genre.documents == ("禾安县扶贫车间奖补方案·禾安县人民政府@2024-01-05",)


def test_plain_errors_for_questions_that_are_none(searcher):
    with pytest.raises(BadField, match="问题是空的"):
        searcher.search("  ")
    with pytest.raises(BadField, match="超过2000字"):
        searcher.search("补" * 2001)
    with pytest.raises(UnknownPlace):
        searcher.search("补助", region="没有这个地方")


def test_rows_are_found_by_their_column_heads(searcher):
    result = searcher.search("农村居民收入2025年指标", as_of=DAY)
    assert result.evidence[0].unit.address == "专栏1/1"


def test_words_of_talk_weigh_little(searcher):
    terms = searcher.terms(searcher.understand("听说滑翔咋办", as_of=DAY))
    weights = {term.forms[0]: term.weight for term in terms}
    assert weights["咋办"] < 0.6 * weights["滑翔"], "neither stands in any paper"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("养一头牛给几百", Kind.FIGURE),
        ("每人每月补差多少", Kind.FIGURE),
        ("贷款的利率期限有没有优惠", Kind.YES_NO),
        ("这个办法的期限到哪天", Kind.STATUS),
    ],
)
def test_kinds_of_everyday_questions(searcher, question, kind):
    assert searcher.understand(question, as_of=DAY).kind is kind


def test_a_word_of_two_senses_takes_the_one_that_the_rest_speaks_of(searcher):
    assert searcher.understand("边缘户有什么帮扶", as_of=DAY).senses == ("边缘易致贫户", "低保边缘家庭")
    told = searcher.understand("边缘户有返贫风险怎么预警", as_of=DAY)
    assert told.senses == () and "低保边缘家庭" not in told.terms
    assert "监测" in told.topics


def test_a_unit_on_the_topic_of_the_question_says_so(searcher):
    result = searcher.search("住院自付费用补助", region=COUNTY, as_of=DAY)
    assert all(item.why.get("matter", 1.0) in (0.0, 1.0) for item in result.evidence)
    assert any("matter" in item.why for item in result.evidence)


def test_somebody_from_elsewhere_does_not_ask_for_other_places(searcher):
    assert searcher.understand("外地的奖补怎么发", region=COUNTY, as_of=DAY).wants_elsewhere
    assert not searcher.understand("外地户口能申请补助吗", region=COUNTY, as_of=DAY).wants_elsewhere


def test_the_same_question_is_searched_once_until_something_changes(shelf, index, searcher, monkeypatch):
    searched = []
    search = index.lexical.search
    monkeypatch.setattr(index.lexical, "search", lambda *given: searched.append(1) or search(*given))
    query = searcher.understand("住院自付费用怎么补助", region=COUNTY, as_of=DAY)
    first = searcher.search(query)
    assert searcher.search(query) is first
    assert len(searched) == 1
    assert searcher.search(query, limit=1) is not first
    key = "住院补助细则@2026"
    paper = Document(key, "住院补助细则", "x.txt", "细则", region=COUNTY)
    shelf.put(paper, [Clause("第一条", "第一条 住院自付费用补助一半。")])
    index.update(shelf)
    assert key in [item.document.document_id for item in searcher.search(query).evidence]


def test_words_of_asking_have_one_order_in_every_run():
    asking = rules().asking
    assert list(asking) == sorted(asking, key=lambda word: (-len(word), word))
