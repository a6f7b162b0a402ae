"""What counts as given for binding though it is not."""

from __future__ import annotations

from typing import Any

from eval.binding import misuses
from eval.datasets import Labelled, Target

ACT, PLAN = "青禾救助办法·民政部@2024-01-01", "青禾县规划·青禾县人民政府@2021-01-01"
HERE = "云岭省/安澜市/青禾县"


def question(*gold: tuple[str, str], **change: Any) -> Labelled:
    known: dict[str, Any] = {
        "id": "1",
        "set": "青禾",
        "kind": "procedure",
        "colloquial": True,
        "question": "向谁申请？",
        "region": HERE,
        "gold": [[Target(document=document.partition("·")[0], address=address) for document, address in gold]],
        "facts": ["乡镇"],
    }
    return Labelled.model_validate(known | change)


def cited(document: str, status: str, region: str | None, address: str = "第三条", n: int = 1) -> dict[str, Any]:
    return {"n": n, "document_id": document, "address": address, "status": status, "region": region}


def answer(*citations: dict[str, Any], warned: tuple[str, ...] = (), place: str | None = HERE) -> dict[str, Any]:
    evidence = [{key: one[key] for key in ("document_id", "address", "status")} for one in citations]
    evidence.append({"document_id": ACT, "address": "第九条", "status": "in_force"})
    warnings = [{"code": code, "text": ""} for code in warned]
    return {"citations": list(citations), "evidence": evidence, "warnings": warnings, "region": place}


def test_a_clause_in_force_is_no_misuse() -> None:
    assert misuses(question((ACT, "第三条")), answer(cited(ACT, "in_force", "全国"))) == ()


def test_an_expired_plan_needs_its_warning() -> None:
    plan = cited(PLAN, "expired", HERE, "五/(四)")
    asked = question((PLAN, "五/(四)"))
    assert len(misuses(asked, answer(plan))) == 1
    assert misuses(asked, answer(plan, warned=("expired",))) == ()


def test_another_place_needs_its_warning() -> None:
    there = cited(PLAN, "in_force", "云岭省/安澜市/白沙县", "五/(四)")
    asked = question((PLAN, "五/(四)"))
    assert len(misuses(asked, answer(there))) == 1
    assert misuses(asked, answer(there, warned=("other_place",))) == ()
    assert len(misuses(asked, answer(there, warned=("other_place",), place=None))) == 1


def test_a_paper_of_a_place_above_is_none_of_another_place() -> None:
    above = cited(PLAN, "in_force", "云岭省/安澜市", "五/(四)")
    assert misuses(question((PLAN, "五/(四)")), answer(above)) == ()


def test_a_plan_before_the_clause_in_force_that_answers_is_a_misuse() -> None:
    plan = cited(PLAN, "expired", HERE, "五/(四)")
    act = cited(ACT, "in_force", "全国", "第九条", 2)
    asked = question((ACT, "第九条"), (PLAN, "五/(四)"))
    assert len(misuses(asked, answer(plan, act, warned=("expired",)))) == 1
    assert len(misuses(asked, answer(plan, warned=("expired",)))) == 1, "the clause in force is not cited at all"
    assert misuses(asked, answer(act, plan, warned=("expired",))) == ()
    assert misuses(question((PLAN, "五/(四)")), answer(plan, warned=("expired",))) == (), "no act answers it"
