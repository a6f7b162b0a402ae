"""Steps of a rule, and the number that falls into one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.intervals import falls_into
from corpus.numerals import to_chinese


@pytest.mark.parametrize(
    ("question", "words", "verdict"),
    [
        ("交了6年能领多久", "满五年不足十年的，最长十八个月", True),
        ("交了三年能领多久", "满五年不足十年的，最长十八个月", False),
        ("交了12年能领多久", "缴费时间10年以上的，最长二十四个月", True),
        ("7岁的孩子", "不得使未满八周岁的未成年人无人看护", True),
        ("能领多久", "满五年不足十年的，最长十八个月", None),
        ("交了6年能领多久", "按月发给", None),
        ("住了3个月", "居住半年以上，满5年不足10年的", None),
    ],
)
def test_the_step_of_a_number(question, words, verdict):
    assert falls_into(question, words) is verdict


@given(low=st.integers(1, 40), width=st.integers(1, 20), value=st.integers(1, 70))
def test_a_step_holds_what_lies_in_it(low, width, value):
    words = f"满{to_chinese(low)}年不足{to_chinese(low + width)}年的"
    assert falls_into(f"干了{value}年", words) is (low <= value < low + width)
