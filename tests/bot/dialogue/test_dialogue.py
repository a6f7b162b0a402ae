"""Talks of several turns: place and role, ellipses, pointing, modes that flow into each other, commands, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bot.assembly import Services
from bot.dialogue import Conversation, Dialogue, Reply, Turn
from bot.dialogue.drafts import Scene
from bot.dialogue.practice import _place, learner_of
from bot.training.learner import check_learner
from tests.bot.dialogue.conftest import START

Say = Callable[..., Reply]
STORY = "有户人家，男的五十五岁，去年查出尿毒症每周透析三次，老婆腿脚不好干不了活，儿子上大一，全家靠八亩田"


def _cited(reply: Reply) -> set[str]:
    return {citation["address"] for citation in reply.citations}


def test_a_place_is_noted_kept_and_changed(say: Say) -> None:
    noted = say("我是南昌县的")
    assert (noted.status, noted.place) == ("noted", "江西省/南昌市/南昌县")
    assert "专栏1/16" in _cited(say("到2025年农村自来水普及率要到多少？"))
    moved = say("换成上饶")
    assert moved.place == "江西省/上饶市"
    assert "二/(四)/持续加快基础设施建设" in _cited(moved)
    assert "江西省上饶市" in say("我的地点").text


def test_a_question_back_is_answered_by_number_or_in_words(say: Say) -> None:
    asked = say("农村自来水普及率目标是多少")
    assert asked.pending == "clarify"
    labels = [choice.label for choice in asked.choices]
    number = next(n for n, label in enumerate(labels, 1) if label == "江西省南昌市")
    by_number = say(str(number))
    assert by_number.place == "江西省/南昌市"
    assert "专栏1/16" in _cited(by_number)
    assert say("99").status == "unclear"
    say("换个话题")
    again = say("重点村每年投多少衔接资金", user="other")
    assert again.choices
    assert "三/(二)/¶1" in _cited(say("上饶的", user="other"))


def test_ellipses_pronouns_and_clauses_pointed_at(say: Say) -> None:
    say("南昌2025年农村居民人均可支配收入目标是多少")
    assert "20921" in say("2020年是多少").text
    say("社会救助暂行办法第十一条讲了什么")
    assert any(address.startswith("第十二条") for address in _cited(say("下一条呢")))
    assert any(address.startswith("第四十七条") for address in _cited(say("那第四十七条")))
    say("临江怎么发展庭院经济")
    assert "农业农村" in say("归谁管").text


def test_a_correction_takes_back_what_was_asked(say: Say) -> None:
    say("上饶农村自来水普及率目标多少")
    assert "专栏1/16" in _cited(say("不对，我问的是南昌的"))
    say("医疗救助由谁审批")
    assert any(address.startswith("第四十八条") for address in _cited(say("说错了，是临时救助由谁审批")))


def test_a_story_is_triaged_goes_on_and_the_talk_comes_back(say: Say) -> None:
    told = say(STORY)
    assert told.status == "triaged"
    assert told.triage is not None
    assert told.pending == "triage"
    first = told.triage["questions"][0]["path"]
    answered = say("没有")
    assert answered.triage is not None
    assert first not in [question["path"] for question in answered.triage["questions"]]
    assert any(address.startswith("第十一条") for address in _cited(say("低保申请要公示吗")))
    back = say("继续刚才那户，他家房子漏雨")
    assert back.status == "triaged"
    assert back.triage is not None
    assert "漏雨" in str(back.triage["facts"])
    assert say("不做了").status == "noted"
    assert say("嗯").status == "help"


def test_a_number_answers_the_question_that_was_put(say: Say) -> None:
    told = say(STORY)
    assert told.triage is not None
    assert told.choices[-1].label == "不知道"
    asked = told.triage["questions"][0]["path"]
    after = say(str(len(told.choices)))
    assert after.triage is not None
    assert asked not in [question["path"] for question in after.triage["questions"]]
    assert asked not in [fact["path"] for fact in after.triage["facts"]]


def test_whoever_may_not_triage_is_answered_as_to_a_question(say: Say) -> None:
    assert say(STORY, triage=False).triage is None
    assert say("分诊", triage=False).status == "unclear"


def test_danger_comes_first(say: Say) -> None:
    told = say("我老公昨晚又打我，我抱着孩子跑到娘家，他说再回去就打死我")
    assert told.blocks[0].kind == "danger"
    assert "110" in told.blocks[0].text
    assert say("转人工").blocks[0].kind == "danger"


def test_a_quiz_is_answered_left_and_taken_up_again(say: Say) -> None:
    item = say("出题")
    assert item.quiz is not None
    assert "key" not in item.quiz
    assert say("低保向哪里申请？").status in ("answered", "partial")
    assert say("接着做刚才的题").quiz == item.quiz
    marked = say("不知道")
    assert marked.status == "marked"
    assert "答案：" in marked.text
    assert marked.citations
    assert say("再来一题").quiz["id"] != item.quiz["id"]  # type: ignore[index]
    assert say("不做了").status == "noted"
    assert say("A").status == "unclear"


def test_a_drill_is_asked_handed_in_and_marked(say: Say) -> None:
    opened = say("来个案例演练")
    assert opened.pending == "drill"
    assert say("家里有几口人？").status == "quiz"
    marked = say("交卷：可能适用低保，找民政局")
    assert marked.status == "marked"
    assert marked.pending != "drill"


def test_words_for_people(say: Say) -> None:
    assert say("你好").status == "help"
    assert "出题" in say("帮助").text
    assert say("谢谢").status == "help"
    assert say("👍").status == "unclear"
    assert say("继续").status == "unclear"
    assert say("原文1").status == "unclear"
    assert "12345" in say("转人工").text
    say("医疗救助归谁审批")
    assert "医疗保障" in say("转人工").text
    assert "第三十条" in say("原文1").text
    assert say("原文99").status == "unclear"
    assert say("忘掉我的信息").status == "noted"
    assert say("原文1").status == "unclear"


class Notes:
    """A recorder that keeps what it is told."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.said: list[tuple[str, str]] = []

    def turn(self, turn: Turn, reply: Reply) -> None:
        self.turns.append(f"{turn.text} {reply.status}")

    def feedback(self, turn: Turn, conversation: Conversation, words: str) -> None:
        self.said.append((conversation.last.get("question", ""), words))


def test_feedback_goes_to_the_records(whole: Services) -> None:
    notes = Notes()
    dialogue = Dialogue(whole, recorder=notes)

    def said(text: str) -> Reply:
        return dialogue.reply(Turn("test", "f", text, START))

    assert said("错").status == "unclear"
    said("低保向哪里申请？")
    assert said("这个回答不对").status == "noted"
    assert said("反馈：要写清楚带什么材料").status == "noted"
    assert notes.said == [("低保向哪里申请？", ""), ("低保向哪里申请？", "要写清楚带什么材料")]
    assert len(notes.turns) == 4
    assert "存不下来" in Dialogue(whole).reply(Turn("test", "g", "反馈：不好用", START)).text


def test_a_long_reply_is_paged_and_goes_on(say: Say) -> None:
    first = say(STORY, room=700)
    assert first.pages > 1
    assert len(first.text.encode()) <= 700
    pages = [first]
    while "回复“继续”" in pages[-1].text:
        pages.append(say("继续", room=700))
        assert len(pages[-1].text.encode()) <= 700
    assert len(pages) == first.pages
    assert [page.page for page in pages] == list(range(1, first.pages + 1))
    assert say("继续", room=700).status == "unclear"


@pytest.mark.parametrize("text", ["", "  ", "???", "。。。", "\x00", "a" * 5000, "我" * 5000, "１" * 40, "[1]" * 300])
def test_odd_messages_get_a_kind_word(say: Say, text: str) -> None:
    reply = say(text)
    assert reply.status != "failed"
    assert reply.text


def test_an_unforeseen_failure_is_one_line(whole: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogue = Dialogue(whole)
    monkeypatch.setattr("bot.dialogue.dialogue.command_in", lambda _: 1 / 0)
    reply = dialogue.reply(Turn("test", "x", "低保怎么申请", START))
    assert reply.status == "failed"
    assert "再说一次" in reply.text


def test_unknown_and_ambiguous_places(say: Say) -> None:
    assert say("地点 火星").status == "unclear"
    which = say("我是朝阳的，低保怎么申请？")
    assert which.status == "unclear"
    assert len(which.choices) > 1
    told = say("1")
    assert told.place is not None and "朝阳" in told.place
    assert told.citations


def test_a_quiet_talk_forgets_what_was_asked_but_not_the_place(say: Say) -> None:
    say("我是南昌的")
    say("2025年农村卫生厕所普及率目标")
    later = say("2020年的呢", at=START + dt.timedelta(hours=5))
    assert later.place == "江西省/南昌市"
    assert "专栏1/8" not in _cited(later)


def test_neighbours_share_the_items_of_the_nearest_papers(whole: Services) -> None:
    def place_of(place: str | None) -> str | None:
        turn = Turn("test", "p", "出题", START)
        return _place(Scene(whole, turn, Conversation("k", "c", START, place=place), whole.today()))

    assert place_of("江西省/南昌市/南昌县/向塘镇") == place_of("江西省/南昌市") == "江西省/南昌市"
    assert place_of("浙江省/杭州市/淳安县") == "浙江省"
    assert place_of(None) is None


def test_a_learner_bears_no_name_and_no_number() -> None:
    name = learner_of("wechat/-/o13900005512")
    assert check_learner(name) == name
    assert "139" not in name
