"""Is anything given as binding that does not bind: another place's clause, a plan past its term, a draft (误作依据)?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.model import Status
from corpus.status import NATION, reaches
from eval.datasets import Labelled
from eval.gold import fits

LOOSE = frozenset(status.value for status in Status) - {Status.IN_FORCE.value, Status.UNKNOWN.value}
_SIDE_BY_SIDE = ("comparison", "lookup", "status")  # told in the order in which the question names the papers


def misuses(question: Labelled, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """What the answer gives as binding though it is not, in words: a citation without the warning that it needs, or one
    that does not bind said before (or instead of) a clause in force that gold names and the search found."""
    warned = {warning["code"] for warning in answer["warnings"]}
    found = [
        f"[{citation['n']}]没有提示“{code}”"
        for citation in answer["citations"]
        for code in _needed(citation, answer["region"])
        if code not in warned
    ]
    return (*found, *_before_binding(question, answer))


def _needed(citation: Mapping[str, Any], place: str | None) -> list[str]:
    """The warnings without which a reader takes the citation for binding at his place."""
    needed = [citation["status"]] if citation["status"] in LOOSE else []
    region = citation["region"]
    if region not in (None, NATION) and not (place and reaches(region, place)):
        needed.append("other_place" if place else "place_unknown")
    return needed


def _before_binding(question: Labelled, answer: Mapping[str, Any]) -> list[str]:
    if question.kind in _SIDE_BY_SIDE or len(question.gold) != 1 or not answer["citations"]:
        return []
    first = answer["citations"][0]
    held = [one for one in answer["evidence"] if one["status"] == Status.IN_FORCE.value and fits(one, question.gold[0])]
    if first["status"] not in LOOSE or not held:
        return []
    return [f"[1]（{first['status']}）说在现行条款“{held[0]['address']}”前面"]
