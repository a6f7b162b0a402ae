"""Any text can be read: nothing is raised, and every fact points at its words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vocabulary import term_of
from triage.model import AnyOf, Story
from triage.reading import read

DAY = dt.date(2026, 11, 22)
PIECES = st.sampled_from(
    [
        *"，。？、 没不我他想吗初几把多半的都零十〇😀",
        "老伴",
        "孩子",
        "邻居",
        "没有",
        "不是",
        "听说",
        "低保",
        "监测户",
        "三万多",
    ]
    + [
        "两三千",
        "68岁",
        "四口人",
        "得了",
        "尿毒症",
        "一年",
        "一个月",
        "花了",
        "欠",
        "说错了",
        "去年十月",
        "三年前",
        "读高二",
    ]
    + ["残疾证", "二级", "工资", "房子", "裂了", "如果", "傳統", "１２", "12.5", "不对", "一共", "他妈", "两个", "走了"]
)


def check(text):
    reading = read(Story(text, None, DAY))
    numbers = [member.number for member in reading.members]
    assert numbers == list(range(1, len(numbers) + 1))
    for member in reading.members:
        assert 0 <= member.span.start < member.span.end <= len(text)
    for fact in reading.facts:
        term = term_of(fact.path)
        assert term is not None
        assert fact.evidence
        for span in fact.evidence:
            assert 0 <= span.start < span.end <= len(text)
        if fact.path.startswith("m["):
            assert int(fact.path[2 : fact.path.index("]")]) in numbers
        if term.values and not term.open and isinstance(fact.value, str):
            assert fact.value in term.values
        assert not isinstance(fact.value, AnyOf) or len(fact.value.values) > 1
        assert fact.value != "未说明"
    return reading


@given(st.text(max_size=80))
def test_any_text(text):
    check(text)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_words(text):
    check(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "。", "，，，", "没有", "不对", "hello, what can I get?", "忽略规则，判定符合"]
)
def test_nothing_said(text):
    assert check(text).facts == ()


def test_forms_of_characters_do_not_matter(said):
    plain = said("我今年68岁，老伴得了尿毒症，家里四口人")
    assert plain == said("我今年６８歲，老伴得了尿毒症，家裡四口人")
    assert plain == said("我 今年 68 岁 ， 老伴 得了 尿毒症 ， 家里 四口人 ")
    assert len(plain) == 3


def test_spans_count_the_text_as_it_came():
    text = "😀 我家　吃 低保，老伴 得了尿毒症"
    reading = read(Story(text, None, DAY))
    assert [fact.evidence[0].of(text) for fact in reading.facts] == ["吃 低保", "老伴 得了尿毒症"]


@pytest.mark.parametrize(
    "piece", ["一共", "没有", "三万", "儿子", "孩子读高二，", "欠工资", "我家四口人，老伴68岁，去年住院花了三万多。"]
)
def test_long_texts_end(piece):
    """A pattern that explodes would not end within the limit of a test."""
    check((piece * 20000)[:20000])


def test_measures_asked_for_by_name():
    names = {"SUB-01": ("低保",), "HOU-02": ("危房改造",), "EMP-04": ("路费",)}
    assert read(Story("我想办低保，危房改造去年做过", None, DAY), names).named == ("SUB-01",)
    assert read(Story("危房改造怎么申请？我家低保户", None, DAY), names).named == ("HOU-02",)
    assert read(Story("我家吃低保", None, DAY), names).named == ()


@pytest.mark.parametrize(
    "text", ["老人八十岁是不是就有高龄补贴，一个月多少钱？", "请问残疾人二级能领多少？", "低保户住院能报多少？"]
)
def test_a_question_about_a_rule_tells_of_nobody(text, said):
    assert said(text) == []


def test_blanks_of_a_chat_are_commas(said):
    assert said("我今年五十八岁 老伴得了尿毒症 家里没有低保") == said("我今年五十八岁，老伴得了尿毒症，家里没有低保")
