"""Scores of small hand-made answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.datasets import Labelled, Target
from eval.gold import is_document, meets
from eval.metrics import Score, judge, says, summarise

DOCUMENT = "青禾县探访办法·青禾县民政局@2026-03-18"
TEXTS = {(DOCUMENT, "第三条/第一款"): "第三条 每月探访一次。", (DOCUMENT, "第五条"): "第五条 由县民政局牵头。"}


def question(**change: Any) -> Labelled:
    known: dict[str, Any] = {
        "id": "青禾-1",
        "set": "青禾",
        "kind": "figure",
        "colloquial": False,
        "question": "多久探访一次？",
        "region": None,
        "gold": [[Target(document="探访办法", address="第三条/第一款")]],
        "facts": ["每月|一个月"],
    }
    return Labelled.model_validate(known | change)


def refusal(**change: Any) -> Labelled:
    return question(gold=[], facts=[], refuse="no_evidence", **change)


def evidence(*addresses: str, document: str = DOCUMENT) -> list[dict[str, Any]]:
    return [{"document_id": document, "address": address, "status": "in_force"} for address in addresses]


def citation(address: str = "第三条/第一款", quote: str = "每月探访一次。", start: int = 4) -> dict[str, Any]:
    said = {"document_id": DOCUMENT, "address": address, "quote": quote, "start": start, "end": start + len(quote)}
    return said | {"n": 1, "region": None, "status": "in_force"}


def answer(**change: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "answer": "每月探访一次[1]。",
        "abstained": False,
        "reason": None,
        "citations": [citation()],
        "evidence": evidence("第九条", "第三条"),
        "departments": [],
        "warnings": [],
        "region": None,
    }
    return known | change


def score(labelled: Labelled, given_answer: dict[str, Any]) -> Score:
    return judge(labelled, given_answer, lambda document, address: TEXTS.get((document, address)))


def test_a_right_answer() -> None:
    result = score(question(), answer())
    assert result.ranks == (2,)
    assert (result.facts, result.cited, result.cited_right, result.exact) == (1.0, 1, 1, 1)
    assert result.right
    assert result.refused_wrong is False


@pytest.mark.parametrize(
    ("text", "fact", "there"),
    [
        ("到2025年28,000元", "28000", True),
        ("到2025年２８０００元", "28000", True),
        ("共128000元", "28000", False),
        ("降到2.24", "2.2|2", False),
        ("降到2.20", "2.20|2.2", True),
        ("比例98%", "98", True),
        ("百分之九十八", "98", False),
        ("提高百分之13", "13%", True),
        ("2021年", "20", False),
        ("99.8", "8", False),
        ("洪乡振字[2023]5号", "洪乡振字〔2023〕5号", True),
        ("共6个。", "6", True),
        ("13 人均收入 20921 28000 7079", "28000", True),
        ("13 人均收入 20921 28000 7079", "2092128000", False),
        ("分别是98，100。", "98100", False),
        ("分别是98、100。", "98", True),
        ("“十四五”期间1,000公里", "1000公里", True),
        ("按户 施保", "按户施保", True),
        ("按人施保", "按户", False),
    ],
)
def test_a_fact_is_said_only_as_a_whole_number(text: str, fact: str, there: bool) -> None:
    assert says(text, fact) is there


@given(st.integers(0, 10**9), st.sampled_from(["元", "%", "。", "个村"]))
def test_a_number_is_found_however_it_is_grouped(number: int, after: str) -> None:
    assert says(f"合计{number:,}{after}", str(number))
    assert not says(f"合计{number:,}{after}", f"{number}0")
    assert not says(f"合计1{number}{after}", str(number))


@pytest.mark.parametrize(
    ("found", "gold", "hit"),
    [
        ("五/(四)/完善低保制度", "五/(四)/完善低保制度", True),
        ("五/(四)/完善低保制度/一是", "五/(四)/完善低保制度", True),
        ("五/(四)/完善低保制度", "五/(四)/完善低保制度/二是", True),
        ("五/(四)/完善低保制度/一是", "五/(四)/完善低保制度/二是", False),
        ("五/(四)", "五/(四)/完善低保制度", False),
        ("五/(四)/¶1", "五/(四)", True),
        ("第十一条", "第十一条/第二款", True),
        ("第十一条/第二款", "第十一条", True),
        ("第十条", "第十一条", False),
        ("四#2/¶1", "四", False),
        ("二/巩固“三保障”成果", "二/巩固三保障成果", True),
        ("四/(二)/坚持改革,强化合力", "四/(二)/坚持改革，强化合力", True),
        ("专栏1/1", "专栏1/13", False),
    ],
)
def test_addresses_that_answer_for_gold(found: str, gold: str, hit: bool) -> None:
    assert meets(found, gold) is hit


@pytest.mark.parametrize(
    ("document_id", "document", "whole", "same"),
    [
        ("安澜市“十四五”规划·安澜市发改委@2023-03-09", "安澜市十四五规划", False, True),
        ("安澜市“十四五”规划·安澜市发改委@2023-03-09", "发改委", False, False),
        ("中华人民共和国助老法@2020", "助老法", True, True),
        ("助老法(2020-01-02)@", "助老法", True, True),
        ("青禾县助老法实施办法@2021", "助老法", True, False),
        ("青禾县助老法实施办法@2021", "助老法", False, True),
    ],
)
def test_documents_by_their_title(document_id: str, document: str, whole: bool, same: bool) -> None:
    assert is_document(document_id, Target(document=document, address="一", whole=whole)) is same


def test_recall_counts_each_group_of_a_question_that_needs_several() -> None:
    both = question(
        gold=[[Target(document="探访办法", address="第三条")], [Target(document="探访办法", address="第五条")]]
    )
    half = score(both, answer(evidence=evidence("第三条", "第八条")))
    assert half.ranks == (1, None)
    assert summarise([half]).recall == {1: 0.5, 3: 0.5, 5: 0.5, 10: 0.5}
    late = score(both, answer(evidence=evidence("第三条", "一", "二", "三", "四", "第五条")))
    assert summarise([late]).recall == {1: 0.5, 3: 0.5, 5: 0.5, 10: 1.0}


def test_evidence_of_another_document_is_no_hit() -> None:
    assert score(question(), answer(evidence=evidence("第三条", document="安澜市助老规划@2021"))).ranks == (None,)


@pytest.mark.parametrize(
    "wrong",
    [
        citation(quote="每周探访一次。"),
        citation(start=3),
        citation(address="第七条"),
    ],
)
def test_a_quote_that_is_not_the_clauses_own_words_is_a_fault(wrong: dict[str, Any]) -> None:
    result = score(question(), answer(citations=[citation(), wrong]))
    assert (result.cited, result.exact) == (2, 1)
    assert not result.right


def test_a_citation_elsewhere_lowers_precision_only() -> None:
    elsewhere = citation(address="第五条", quote="由县民政局牵头。", start=4)
    result = score(question(), answer(citations=[citation(), elsewhere]))
    assert (result.cited_right, result.exact) == (1, 2)
    assert summarise([result]).cited_right == 0.5
    assert result.right


def test_facts_shown_in_quotes_do_not_count_as_said() -> None:
    result = score(question(), answer(answer="见条款[1]。"))
    assert (result.facts, result.shown) == (0.0, 1.0)
    assert not result.right


def test_a_right_and_a_wrong_refusal() -> None:
    kept_silent = answer(answer="没有依据。", abstained=True, reason="no_evidence", citations=[])
    assert score(refusal(), kept_silent).refused_right is True
    assert score(refusal(), kept_silent).right
    assert score(refusal(), answer()).refused_right is False
    wrong = score(question(), kept_silent)
    assert wrong.refused_wrong is True
    assert wrong.facts == 0.0
    summary = summarise([score(refusal(), kept_silent), score(refusal(), answer()), wrong])
    assert (summary.refused_right, summary.refused_wrong, summary.reason_right) == (0.5, 1.0, 1.0)
    assert summarise([score(refusal(), kept_silent | {"reason": "out_of_scope"})]).reason_right == 0.0


def test_words_of_a_refusal_do_not_count_as_facts() -> None:
    silent = answer(answer="没有每月探访的依据。", abstained=True, reason="no_evidence", citations=[])
    assert score(question(), silent).facts == 0.0


def test_forbidden_words_are_a_fault() -> None:
    result = score(refusal(forbid=["300元"]), answer(answer="每户补300元。", citations=[]))
    assert result.faults == ("说了不该说的：300元",)
    assert not score(refusal(forbid=["300元"]), answer(answer="每户补1300元。", citations=[])).faults


def test_offices_count_with_their_role() -> None:
    asked = question(offices={"lead": ["县民政局"], "others": ["县残联", "县教体局"]})
    named = [{"name": "县民政局", "role": "lead"}, {"name": "县残联", "role": "responsible"}]
    result = score(asked, answer(departments=named))
    assert result.offices == pytest.approx(2 / 3)
    assert not result.faults
    swapped = [{"name": "县残联", "role": "lead"}, {"name": "县民政局", "role": "listed"}]
    false = score(asked, answer(departments=swapped))
    assert false.offices == 0.0
    assert false.faults == ("误作牵头：县残联",)


def test_expected_warnings() -> None:
    asked = question(expect_warnings=["expired", "place_unknown"])
    assert score(asked, answer(warnings=[{"code": "expired", "text": "已过期"}])).warned == 0.5


def test_a_summary_of_nothing_knows_nothing() -> None:
    summary = summarise([])
    assert summary.count == 0
    assert summary.facts is None
    assert summary.recall == {1: None, 3: None, 5: None, 10: None}
