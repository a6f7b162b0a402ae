"""A triage object as lines for a terminal (分诊的文字): danger first, then questions, measures, offices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

GROUPS = (("likely", "可能适用"), ("need_info", "还差信息"), ("already", "已享受"), ("not_now", "暂不适用"))
ASKED_NOW = 3


def triage_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What staff read on a terminal, from the triage object of the contract."""
    for danger in found["urgent"]:
        yield f"【立即处置】{danger['text']}"
    if found["out_of_scope"]:
        yield f"【不归本台】{found['out_of_scope']['text']}，请转{found['out_of_scope']['handler']}。"
    for words in found.get("unread", ()):
        yield f"【没听明白】{words['text']}：{words['why']}"
    yield from _facts(found["facts"])
    yield from _questions(found["questions"])
    for verdict, title in GROUPS:
        chosen = [measure for measure in found["measures"] if measure["verdict"] == verdict]
        if chosen:
            yield f"{title}："
            for measure in chosen:
                yield from _measure(measure)
    for part in found["handover"]:
        yield f"另转：{part['text']}（{part['handler']}）"
    yield from _order(found["work_order"])
    yield from (f"提示：{warning['text']}" for warning in found["warnings"])


def _facts(facts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    said = dict.fromkeys(span["text"] for fact in facts for span in fact["evidence"])
    if said:
        yield "听到：" + "；".join(said)


def _questions(questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if questions:
        yield "先问："
        for number, question in enumerate(questions[:ASKED_NOW], 1):
            yield f"  {number}. {question['text']}"


def _measure(measure: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {measure['id']} {measure['name']}：{measure['why']}"
    offices = "、".join(office["today"] or office["name"] for office in measure["departments"]["lead"])
    first = measure["first_contact"]
    where = "；".join(part for part in (f"主办 {offices}" if offices else "", f"先找 {first}" if first else "") if part)
    if where and measure["verdict"] != "not_now":
        yield f"     {where}"
    for citation in measure["citations"]:
        yield f"     [{citation['n']}]《{citation['title']}》{citation['address']}：{citation['quote']}"


def _order(order: Mapping[str, Any] | None) -> Iterator[str]:
    if order is not None:
        lead = "、".join(office["name"] for office in order["lead"])
        yield f"工单 {order['id']}：{order['title']}（{order['urgency']}，主办：{lead or '待定'}）"
