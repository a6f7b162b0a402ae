"""What a message is besides a question: commands in many wordings, small talk, numbers, letters, corrections."""

import pytest

from bot.dialogue.heard import (
    asks,
    case_again,
    command_in,
    is_unknown,
    letters_in,
    other_household,
    picked_number,
    set_aside,
    submitted,
    taken_back,
    talk_in,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("帮助", "help"),
        ("　帮 助 ！", "help"),
        ("ＨＥＬＰ", "help"),
        ("你能做什么？", "help"),
        ("继续", "more"),
        ("请继续说", "more"),
        ("下一页", "more"),
        ("换个话题吧", "new_topic"),
        ("转人工", "person"),
        ("帮我转人工客服", "person"),
        ("这个回答不对", "wrong"),
        ("错", "wrong"),
        ("出题", "quiz"),
        ("再来一题！", "quiz"),
        ("接着做刚才的题", "quiz_back"),
        ("来个案例演练", "drill"),
        ("不做了", "stop"),
        ("分诊", "triage"),
        ("我的地点是哪里", "place_shown"),
    ],
)
def test_commands(text: str, name: str) -> None:
    heard = command_in(text)
    assert heard is not None
    assert heard.name == name


@pytest.mark.parametrize(
    "text",
    [
        "低保怎么申请",
        "第二条呢",
        "谁负责？",
        "出题单位是谁",
        "继续帮扶有哪些政策",
        "帮助残疾人的政策",
        "人工智能写进规划了吗",
    ],
)
def test_questions_are_no_commands(text: str) -> None:
    assert command_in(text) is None
    assert talk_in(text) is None


def test_a_source_is_asked_for_by_number_in_any_writing() -> None:
    assert [command_in(text).number for text in ("原文1", "原文１", "看第2条原文", "出处三")] == [1, 1, 2, 3]  # type: ignore[union-attr]
    assert command_in("原文").number is None  # type: ignore[union-attr]


def test_words_that_go_with_a_command() -> None:
    assert command_in("反馈：答得不清楚").rest == "答得不清楚"  # type: ignore[union-attr]
    assert command_in("地点 南昌市").rest == "南昌市"  # type: ignore[union-attr]
    assert command_in("设置地点：上饶").rest == "上饶"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("你好", "hello"), ("在吗？", "hello"), ("好的谢谢", "thanks"), ("再见", "bye"), ("嗯嗯", "fine"), ("👍", None)],
)
def test_small_talk(text: str, kind: str | None) -> None:
    assert talk_in(text) == kind


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("回复2", 2), ("第二个", 2), ("选３", 3), ("第二条", None), ("2025年", None)]
)
def test_numbers_of_offers(text: str, number: int | None) -> None:
    assert picked_number(text) == number


@pytest.mark.parametrize(("text", "letters"), [("a、c", "AC"), ("选Ｂ", "B"), ("CA", "AC"), ("ABC银行", "")])
def test_letters(text: str, letters: str) -> None:
    assert letters_in(text) == letters


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不对，我问的是南昌的", "南昌的"),
        ("说错了，是特困供养怎么申请", "特困供养怎么申请"),
        ("我是说复核", "复核"),
        ("不是2025年，是2020年的", "2020年的"),
        ("我是南昌的", None),
        ("是不是要公示", None),
    ],
)
def test_what_is_meant_instead(text: str, meant: str | None) -> None:
    assert taken_back(text) == meant


def test_other_turns_of_speech() -> None:
    assert set_aside("另外问一下，工资可以拿东西抵吗") == "工资可以拿东西抵吗"
    assert set_aside("工资可以拿东西抵吗") is None
    assert case_again("继续刚才那户，他家房子漏雨") == "他家房子漏雨"
    assert case_again("他家房子漏雨") is None
    assert other_household("还有一户，老人瘫痪")
    assert not other_household("老人瘫痪")
    assert submitted("交卷：低保") == "低保"
    assert is_unknown("不知道")
    assert asks("要交多少钱") and not asks("家里三口人种田")
