"""Sentences rest on picks; numbers run 1, 2, 3; what finds no room is left out whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.draft import LONGEST_ANSWER, Draft, Pick
from corpus.model import Clause, Document, Span, Status, Unit
from retrieval.model import Evidence

DOCUMENT = Document("青禾县办法·青禾县@2026", "青禾县办法", "a.txt", "办法")


def pick(text: str, address: str = "第一条", start: int = 0, end: int | None = None) -> Pick:
    clause = Clause(address, text)
    unit = Unit(1, DOCUMENT.document_id, address, (), text, None, None, ((clause, Span(0, len(text))),))
    return Pick(Evidence(unit, DOCUMENT, Status.IN_FORCE, 0.5), clause, Span(start, end or len(text)))


def test_same_words_are_cited_once():
    draft = Draft()
    assert draft.say("补三千元。", pick("每户补三千元。"))
    assert draft.say("每户一次", pick("每户补三千元。"), pick("一年一次。", "第二条"))
    assert draft.text() == "补三千元[1]。每户一次[1][2]。"


def test_a_sentence_without_ground_is_not_said():
    draft = Draft()
    assert not draft.say("补一万元")
    assert draft.text() == ""


def test_no_sixth_citation():
    draft = Draft()
    said = [draft.say(f"第{i}句", pick("某句话。", f"第{i}条")) for i in range(6)]
    assert said == [True] * 5 + [False]
    assert len(draft.picks) == 5


@given(st.lists(st.text(alphabet="补助三千元，。", min_size=1, max_size=200), max_size=8))
def test_never_longer_than_allowed_and_every_mark_has_a_citation(parts):
    draft = Draft()
    for i, words in enumerate(parts):
        draft.say(words, pick("某句话。", f"第{i}条"))
    assert len(draft.text()) <= LONGEST_ANSWER
    assert all(f"[{n}]" in draft.text() for n in range(1, len(draft.picks) + 1))
    assert f"[{len(draft.picks) + 1}]" not in draft.text()


@pytest.mark.parametrize("length", [1, 240, 300])
def test_a_quote_is_cut_at_the_longest_allowed(length):
    citation = pick("字" * length).cite()
    assert len(citation.quote) == min(length, 240)
    assert citation.quote == citation.span.of(citation.clause.text)
