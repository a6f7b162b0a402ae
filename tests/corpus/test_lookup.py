"""Look-up phrases become patterns, and patterns select the clause named and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lookup import AddressPattern, read_phrases
from corpus.model import Clause


@pytest.mark.parametrize(
    ("phrase", "patterns"),
    [
        ("第三条第二款说什么", ["第三条/第二款"]),
        ("第11条", ["第11条"]),
        ("那个方案第21项讲了啥", ["*/21"]),
        ("五(四)低保那段", ["五/(四)/~低保"]),
        ("五（四）低保那一段", ["五/(四)/~低保"]),
        ("专栏1第13行", ["*/专栏1/13"]),
        ("专栏一第十三项", ["*/专栏1/13"]),
        ("三（一）2", ["三/(一)/*/2"]),
        ("三、（二）4.", ["三/(二)/*/4"]),
        ("第三部分第二节", ["三/(二)"]),
        ("第五部分", ["五"]),
        ("第三章第二节", ["第三章/第二节"]),
        ("附件2", ["*/附件2"]),
        ("第十一条之一", ["第十一条之一"]),
        ("（四）讲了什么", ["*/(四)"]),
        ("第13行", ["*/行13"]),
        ("第三条和第五条", ["第三条", "第五条"]),
        ("前言里说了什么", ["前言"]),
        ("方案 第 21 项 说什么", ["*/21"]),
        ("第 三 条", ["第三条"]),
        ("五/(四)/完善最低生活保障制度", ["五/(四)/完善最低生活保障制度"]),
    ],
)
def test_phrase_is_read(phrase, patterns):
    assert [p.text for p in read_phrases(phrase)] == patterns


@pytest.mark.parametrize(
    "phrase",
    [
        "2025年农村人均收入要到28000元吗(2021)",
        "一、二、三产业怎么融合",
        "第一书记2023年5月来的",
        "养老保险第三档交多少",
        "低保一个月多少钱",
        "13行字",
        "",
    ],
)
def test_ordinary_words_name_no_clause(phrase):
    assert read_phrases(phrase) == ()


_CLAUSES = [
    Clause("前言", "为了青禾县，写这份方案。"),
    Clause("五/(一)/¶1", "（略）", heading=("五、任务", "(一)开头")),
    Clause("五/(四)/完善最低生活保障制度", "完善最低生活保障制度。按季核对。"),
    Clause("五/(四)/完善最低生活保障制度/一是", "一是按季核对。"),
    Clause("五/(四)/健全临时救助制度", "健全临时救助制度。当天受理。"),
    Clause("五/(五)/21", "21.修路。"),
    Clause("四#2", "四、再来一次。"),
    Clause("四", "四、第一次。"),
    Clause("专栏1/13", "13 公路 里", row={"序号": "13"}),
    Clause("专栏1/21", "21 桥 座", row={"序号": "21"}),
    Clause("附件2/第三条/第二款", "附带的第二款。"),
    Clause("第十一条/第一款", "第十一条 甲。", heading=("第三章 保障",)),
    Clause("第十一条/第二款", "乙。", heading=("第三章 保障",)),
    Clause("第十二条", "第十二条 丙。", heading=("第四章 附则",), aliases=("第十三条",)),
]


@pytest.mark.parametrize(
    ("phrase", "addresses"),
    [
        ("第十一条第二款", ["第十一条/第二款"]),
        ("第11条", ["第十一条/第一款", "第十一条/第二款"]),
        ("第13条", ["第十二条"]),
        ("第一条", []),
        ("五(四)低保那段", ["五/(四)/完善最低生活保障制度", "五/(四)/完善最低生活保障制度/一是"]),
        ("五（四）", ["五/(四)/完善最低生活保障制度", "五/(四)/完善最低生活保障制度/一是", "五/(四)/健全临时救助制度"]),
        ("第21项", ["五/(五)/21"]),
        ("第13项", ["专栏1/13"]),
        ("第21行", ["专栏1/21"]),
        ("专栏1第13行", ["专栏1/13"]),
        ("第三章", ["第十一条/第一款", "第十一条/第二款"]),
        ("第四部分", ["四#2", "四"]),
        ("附件2", ["附件2/第三条/第二款"]),
        ("五(一)", ["五/(一)/¶1"]),
        ("前言", ["前言"]),
        ("第五部分第21项", ["五/(五)/21"]),
    ],
)
def test_pattern_selects(phrase, addresses):
    (pattern,) = read_phrases(phrase)
    assert [c.address for c in pattern.select(_CLAUSES)] == addresses


def test_repeat_in_the_pattern_is_exact():
    assert [c.address for c in AddressPattern("四#2").select(_CLAUSES)] == ["四#2"]


@given(st.sampled_from(_CLAUSES))
def test_every_address_finds_itself(clause):
    found = AddressPattern(clause.address).select(_CLAUSES)
    assert clause in found
    assert all(
        c.address == clause.address or c.address.startswith((clause.address + "/", clause.address + "#")) for c in found
    )


@given(st.text(alphabet="第三条款项行点部分章节一二(）（)、1.5/专栏附件 年", max_size=30))
def test_any_words_are_read_without_failing(text):
    for pattern in read_phrases(text):
        pattern.select(_CLAUSES)
