"""What a clause answers to a question: yes and no in many tongues, numbers, choices, not known, and what is none."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.vocabulary import Kind, load_vocabulary, open_path, term_of
from triage.case.answers import Put, bare_word, read_answer
from triage.model import Certainty, Interval
from triage.rules import schema
from triage.rules.book import RuleBook
from triage.shipped import read_data

DAY = dt.date(2026, 11, 20)
VOCABULARY = load_vocabulary()


def answer(path: str, words: str, ask: str | None = None):
    found = read_answer(Put(path, ask or VOCABULARY[open_path(path)].ask), words, DAY)
    return None if found is None else (found.kind, found.value, found.denied)


YES = ["有", "有的", "是的", "对", "对头", "嗯", "嗯嗯", "没错", "当然有", "办了", "办了的", "早就办了", "YES", "有啊"]
NO = [
    "没有",
    "没得",
    "冇得",
    "冇",
    "没办",
    "还没办",
    "没有办",
    "没有的",
    "从来没有",
    "没办过",
    "办不了",
    "NO",
    "没有啊",
]


@pytest.mark.parametrize("words", YES)
def test_yes(words):
    assert answer("m[2].disability.cert", words) == ("value", True, False)


@pytest.mark.parametrize("words", NO)
def test_no_is_a_denial(words):
    assert answer("m[2].disability.cert", words) == ("value", True, True)


@pytest.mark.parametrize("words", ["不知道", "不晓得", "这个我不清楚", "记不清了", "要问我儿子", "说不准"])
def test_not_known_is_never_a_no(words):
    for path, term in VOCABULARY.items():
        found = read_answer(Put(path, term.ask), words, DAY)
        assert found is not None
        assert found.kind == "unknown", path


@pytest.mark.parametrize("words", ["没钱治", "他脾气怪", "前几天下大雨", "三天没下床", "不过我想问别的", "医生来看了"])
def test_what_tells_something_else_answers_nothing(words):
    assert answer("m[2].disability.cert", words) is None


@pytest.mark.parametrize(
    ("path", "words", "value"),
    [
        ("h.size_living_together", "四口", 4.0),
        ("h.size_living_together", "就四个人", 4.0),
        ("h.size_living_together", "4", 4.0),
        ("m[1].age", "七十二", 72.0),
        ("m[1].age", "今年72岁了", 72.0),
        ("h.income.net_pc_year", "一年三万多", Interval(30000.0, 40000.0)),
        ("h.debts.total", "五万", 50000.0),
        ("h.debts.total", "不欠", 0.0),
        ("h.assets.cars", "没有", 0.0),
        ("h.assets.cars", "有的", Interval(1, None)),
        ("h.assets.cars", "有一辆", 1.0),
        ("m[1].away_months", "三年了", 36.0),
        ("h.water.distance_min", "半个小时", 30.0),
        ("m[1].disability.grade", "二级", 2.0),
        ("h.accident.date", "上个月", "2026-10"),
    ],
)
def test_numbers_sums_and_days(path, words, value):
    assert answer(path, words) == ("value", value, False)


def test_a_sum_too_small_to_be_yuan_is_asked_again():
    assert answer("h.spend.medical_oop_all", "3") == ("too_small", None, False)
    assert answer("h.spend.medical_oop_all", "3块钱") == ("value", 3.0, False)


def test_the_homes_income_is_not_income_per_head():
    put = Put("h.income.net_pc_year", VOCABULARY["h.income.net_pc_year"].ask)
    total, head = read_answer(put, "一年三万", DAY), read_answer(put, "人均八千", DAY)
    assert total is not None
    assert head is not None
    assert (total.path, total.value, total.period) == ("h.income.total", 30000.0, "year")
    assert (head.path, head.value) == (None, 8000.0)


def test_a_choice_by_number_or_word():
    assert answer("h.house.grade", "C级") == answer("h.house.grade", "3") == ("value", "C", False)
    assert answer("h.water.supply", "自己打的井") == ("value", "分散", False)
    assert answer("h.house.grade", "7") is None


def test_yes_to_a_question_put_the_other_way_round():
    assert answer("h.urgency.no_food", "有") == ("value", True, True)
    assert answer("h.urgency.no_food", "没有") == ("value", True, False)
    assert answer("h.house.only_house", "没有") == ("value", True, False)
    assert answer("m[2].special", "没有", "老人身边有没有子女照应？") == ("value", "空巢老人", False)
    assert answer("m[2].special", "没有") is None, "no to a list of things says nothing of one"


def test_a_guess_stays_a_guess():
    found = read_answer(Put("h.aid.低保", VOCABULARY["h.aid.低保"].ask), "好像有", DAY)
    assert found is not None
    assert found.certainty is Certainty.GUESS


@pytest.mark.parametrize("words", ["不止三万", "不少", "不太清楚他的事情呢"])
def test_what_only_looks_like_a_denial(words):
    assert bare_word(words, "家里有没有汽车？") is None


def test_every_meaning_fits_the_vocabulary():
    """A value that a yes or no stands for is one that its path may have; every ask named is one that is put."""
    asks = {(test.path, test.ask) for rule in RuleBook.load().rules for test in schema.tests_of(rule.when) if test.ask}
    asks |= {(path, term.ask) for path, term in VOCABULARY.items()}
    asks |= {("h.urgency.danger_to_life", read_data("wording.yaml")["on_the_way"])}
    for row in read_data("answers.yaml")["means"]:
        term = term_of(row["path"])
        assert term is not None, row
        assert any(path == row["path"] and row.get("ask", "") in ask for path, ask in asks), row
        meant = [row.get("if_yes"), row.get("if_no"), *row.get("words", {}).values()]
        for one in meant:
            value = one["not"] if isinstance(one, dict) else one
            if value is None or value == "none":
                continue
            if term.type is Kind.FLAG:
                assert value is True, row
            elif term.type in (Kind.TEXT, Kind.SET):
                assert term.open or value in term.values, row
            else:
                assert isinstance(value, int | float | list), row
