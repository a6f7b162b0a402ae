"""The grammar of numbering: shapes that are marks, and shapes that only look like marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.headings import Level, chinese, number_of, read_mark

MARKS = [
    ("第三编 物权", Level.BOOK, 3, "第三编"),
    ("第二部分 重点工作", Level.BOOK, 2, "第二部分"),
    ("第十二章 附则", Level.CHAPTER, 12, "第十二章"),
    ("第一节 申请", Level.PART, 1, "第一节"),
    ("一、总体要求", Level.HAN, 1, "一"),
    ("二十一、保障", Level.HAN, 21, "二十一"),
    ("—、总体要求", Level.HAN, 1, "一"),
    ("（三）看病", Level.HAN_BRACKET, 3, "(三)"),
    ("(三)看病", Level.HAN_BRACKET, 3, "(三)"),
    ("（三)看病", Level.HAN_BRACKET, 3, "(三)"),
    ("㈡ 看病", Level.HAN_BRACKET, 2, "(二)"),
    ("1.修路", Level.NUMBER, 1, "1"),
    ("12、修路", Level.NUMBER, 12, "12"),
    ("3．修路", Level.NUMBER, 3, "3"),
    ("⒊修路", Level.NUMBER, 3, "3"),
    ("（3） 修路", Level.NUMBER_BRACKET, 3, "(3)"),
    ("(2)修路", Level.NUMBER_BRACKET, 2, "(2)"),
    ("②修路", Level.CIRCLE, 2, "②"),
]
NO_MARKS = [
    "一、二、三产业一起发展",
    "一、二产业",
    "三、四级公路",
    "20、30年前",
    "2022年,全县完成改造",
    "3.5万户",
    "1.2.3",
    "5G基站进村",
    "（一）、（二）项所列情形",
    "（一）（二）项",
    "（二）项所列人员",
    "(1)至(3)项",
    "第三章规定的程序",
    "第二节、第三节",
    "第三条规定的情形",
    "十四五时期",
    "—— 题记",
    "",
]


@pytest.mark.parametrize(("line", "level", "number", "part"), MARKS)
def test_marks(line, level, number, part):
    mark = read_mark(line)
    assert mark is not None
    assert (mark.level, mark.number, mark.part) == (level, number, part)


@pytest.mark.parametrize("line", NO_MARKS)
def test_what_only_looks_like_a_mark(line):
    assert read_mark(line) is None


@given(st.integers(1, 999))
def test_numbers_come_back(number):
    assert number_of(chinese(number)) == number
    assert read_mark(f"{chinese(number)}、要求").number == number if number < 100 else True


@given(st.text(max_size=40))
def test_any_line_is_judged(line):
    mark = read_mark(line)
    assert mark is None or (mark.number > 0 and mark.rest in line)
