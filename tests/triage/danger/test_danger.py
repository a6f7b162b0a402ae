"""Dangers: told plainly in many words, and the figures of speech, memories and fears that are none."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from triage.danger import danger_rule, find_dangers, find_signs, settle_urgency
from triage.model import Fact, Reading, Story

DAY = dt.date(2026, 11, 20)
ROWS = [
    (kinds, text)
    for line in (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
    for kinds, text in [line.split("\t")]
]
DANGERS = [(kinds.split(","), text) for kinds, text in ROWS if kinds != "-"]
NONE = [text for kinds, text in ROWS if kinds == "-"]


def dangers(text, facts=()):
    return find_dangers(Story(text, None, DAY), Reading((), tuple(facts)))


def test_there_are_enough_sentences():
    assert len(DANGERS) >= 60
    assert len(NONE) >= 60


@pytest.mark.parametrize(("kinds", "text"), DANGERS, ids=[t[:12] for _, t in DANGERS])
def test_a_danger_is_seen(kinds, text):
    assert set(kinds) <= {danger.kind for danger in dangers(text)}


@pytest.mark.parametrize("text", NONE, ids=[t[:12] for t in NONE])
def test_what_is_no_danger_raises_no_alarm(text):
    assert dangers(text) == ()


def test_one_entry_a_danger_with_numbers_only_in_call():
    found = dangers("我妈喘不上气，嘴唇发紫，叫不醒了。家里又断粮了，今天一天没吃饭。")
    assert [danger.kind for danger in found] == ["medical", "no_food"]
    assert found[0].call == ("120",)
    assert "喘不上气" in found[0].text
    assert found[1].call == ()
    assert all(number.isdigit() for danger in found for number in danger.call)


def test_every_number_of_the_steps_can_be_called():
    from triage.danger import _book

    for rule in _book().dangers:
        for number in ("110", "119", "120", "12356"):
            assert number not in rule.steps or number in rule.call, rule.kind
        assert danger_rule(rule.kind) is rule


def test_an_answer_can_bring_a_danger():
    text = "你问有没有饭吃，我说真是一点也没了"
    span = Span(text.index("真是"), len(text))
    assert [d.kind for d in dangers(text, [Fact("h.urgency.no_food", True, (span,))])] == ["no_food"]
    assert dangers(text, [Fact("h.urgency.no_food", True, (span,), denied=True)]) == ()


def test_a_fact_does_not_bring_back_what_was_seen_to_be_past():
    text = "我家以前着过火，小时候没饭吃"
    start = text.index("没饭吃")
    assert dangers(text, [Fact("h.urgency.no_food", True, (Span(start, start + 3),))]) == ()


@given(st.text(max_size=300) | st.lists(st.sampled_from([t for _, t in ROWS]), max_size=4).map("".join))
def test_any_text_is_read_and_spans_lie_inside(text):
    for sign in find_signs(text):
        assert 0 <= sign.span.start < sign.span.end <= len(text)


def test_facts_of_urgency_stand_only_where_danger_is_told():
    text = "债压得我喘不过气来。今天家里断粮了。"
    start = text.index("喘不过气")
    wrong = Fact("h.urgency.danger_to_life", True, (Span(start, start + 4),))
    other = Fact("h.category", "脱贫户", (Span(0, 2),))
    settled = settle_urgency(Story(text, None, DAY), Reading((), (wrong, other)))
    assert [fact.path for fact in settled.facts] == ["h.category", "h.urgency.no_food"]
    assert settled.facts[1].evidence[0].of(text) == "断粮了"


@pytest.mark.parametrize(
    "words", ["孩子", "没饭吃", "喝农药去年", "老公打我 现在 ", "水里人压在车下", "（", "123 ", "一"]
)
def test_endless_repetition_is_looked_at_only_so_far(words):
    find_signs(words * (20_000 // len(words)))
