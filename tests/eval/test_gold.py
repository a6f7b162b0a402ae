"""The gold of the sets holds on the shipped digests: the addresses are there, and say the facts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.digests import load_digests
from corpus.units import group
from eval.datasets import Labelled, load_all
from eval.gold import is_document, meets
from eval.metrics import says

# Answered from what the library knows of the document (number, nature), not from words of a clause.
KNOWN_OF_THE_DOCUMENT = {"南昌-028", "县范本-001"}
# Answered with the department register beside the clause (an office's name of today).
KNOWN_OF_THE_OFFICE = {"跨文件-402"}
# Words that the digest leaves out and the original says.
SAID_BY_THE_ORIGINAL = {"南昌-501", "南昌-214", "上饶-201", "临江-207"}
Units = Mapping[tuple[str, str], str]


@pytest.fixture(scope="module")
def units() -> Units:
    return {
        (reading.document.document_id, address): "".join(clause.text for clause in clauses)
        for reading in load_digests()
        for address, clauses in group(reading.clauses).items()
    }


def answerable() -> list[Labelled]:
    return [question for question in load_all() if question.refuse is None and question.set != "法规"]


def at_gold(question: Labelled, units: Units) -> list[list[str]]:
    """For each group of the question, the texts that meet it."""
    return [
        [
            text
            for (document_id, address), text in units.items()
            if any(is_document(document_id, target) and meets(address, target.address) for target in choices)
        ]
        for choices in question.gold
    ]


def test_every_gold_address_stands_in_a_digest(units: Units) -> None:
    gone = [question.id for question in answerable() if not all(at_gold(question, units))]
    assert gone == []


def test_the_facts_stand_at_the_gold(units: Units) -> None:
    unsaid = []
    for question in answerable():
        text = "\n".join(text for texts in at_gold(question, units) for text in texts)
        if not all(says(text, fact) for fact in question.facts):
            unsaid.append(question.id)
    assert set(unsaid) == KNOWN_OF_THE_DOCUMENT | KNOWN_OF_THE_OFFICE | SAID_BY_THE_ORIGINAL


def test_offices_of_the_gold_are_named_in_the_digest(units: Units) -> None:
    """Each office that a question expects has a duty in the gold clause, with a role that fits."""
    roles = {
        (reading.document.document_id, clause.address): {duty.name: duty.role for duty in clause.duties}
        for reading in load_digests()
        for clause in reading.clauses
    }
    for question in answerable():
        if question.offices is None:
            continue
        here: dict[str, str] = {}
        for (document_id, address), offices in roles.items():
            for choices in question.gold:
                if any(is_document(document_id, t) and meets(address, t.address) for t in choices):
                    here |= offices
        assert {here.get(name) for name in question.offices.lead} <= {"lead"}, question.id
        assert all(here.get(name) not in (None, "lead") for name in question.offices.others), question.id
