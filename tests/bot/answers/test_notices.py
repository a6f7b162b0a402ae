"""Warnings that citations oblige to: here, those of digests, selections and notes."""

import datetime as dt
from dataclasses import replace

from bot.answer_lines import answer_lines
from bot.answers.answer import Answer
from bot.answers.notices import notices_for
from bot.pages.words import edition_words
from corpus.citation import Citation
from corpus.departments import Departments
from corpus.digests import load_digests, remark_on
from corpus.model import Edition, Span, Status

DAY = dt.date(2026, 11, 22)
DIGESTS = {reading.document.title: reading for reading in load_digests()}
ACT = DIGESTS["社会救助暂行办法"]
PLAN = DIGESTS["临江市增收三年行动方案"]
NOTE = remark_on(ACT.document).note


def cited(reading, edition=Edition.DIGEST):
    clause = reading.clauses[0]
    document = replace(reading.document, edition=edition)
    return Citation(document, clause, Span(0, 5), Status.IN_FORCE, clause.text[:5])


def told(*citations):
    notices = notices_for(citations, (), (), "吉林省/白山市/临江市", DAY, Departments.load())
    return {notice.code: notice.text for notice in notices}


def test_a_selection_is_told_from_a_whole_digest():
    assert told(cited(PLAN))["digest"] == "[1]显示的是要点整理，不是原文。"
    both = told(cited(PLAN), cited(ACT), cited(ACT))["digest"]
    assert both.startswith("[1]显示的是要点整理，不是原文。[2][3]显示的是要点整理（节选），不是原文。")


def test_what_is_not_known_of_an_act_is_said_once():
    assert NOTE is not None
    assert told(cited(ACT), cited(ACT))["digest"].count(NOTE) == 1
    assert NOTE not in told(cited(PLAN))["digest"]


def test_an_original_needs_no_digest_warning_but_its_note_stays():
    original = cited(ACT, Edition.ORIGINAL)
    assert "digest" not in told(original)
    shown = original.as_json(1)
    assert (shown["covers"], shown["note"]) == ("whole", NOTE)
    answer = Answer("问", None, DAY, "答[1]", (original, original)).as_json(None)
    assert [line for line in answer_lines(answer) if NOTE in line] == [f"注意：{NOTE}"]


def test_a_note_that_a_warning_says_is_not_repeated():
    notices = tuple(notices_for([cited(ACT)], (), (), None, DAY, Departments.load()))
    answer = Answer("问", None, DAY, "答[1]", (cited(ACT),), notices=notices).as_json(None)
    assert "".join(answer_lines(answer)).count(NOTE) == 1


def test_the_words_for_an_edition():
    assert edition_words(cited(ACT).as_json(1)) == "要点整理（节选）"
    assert edition_words(cited(PLAN).as_json(1)) == "要点整理"
    assert edition_words(cited(ACT, Edition.ORIGINAL).as_json(1)) == "原文"
    assert edition_words({"edition": "digest"}) == "要点整理"
