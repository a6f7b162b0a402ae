"""A case goes on: answers, corrections, more of the story, facts put right at the desk; nothing is lost on the way."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.errors import BadField
from corpus.vocabulary import open_path
from triage.case import Case, Turn
from triage.case.model import turns_from_json
from triage.model import Interval, Outlook, Story, Time
from triage.refer import Triage
from triage.report import report

DAY = dt.date(2026, 11, 20)
SICK = "我老伴得了尿毒症，一个星期透析三次，家里五口人，儿子在外面打工。"
AT = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def told(desk: Triage, *turns: Turn | str, story: str = SICK, place: str | None = None) -> Outlook:
    found = desk.refer(Story(story, place, DAY))
    for turn in turns:
        assert found.case is not None
        found = desk.resume(found.case, Turn(say=turn) if isinstance(turn, str) else turn)
    return found


def facts(found: Outlook) -> dict[str, tuple[object, bool]]:
    return {fact.path: (fact.value, fact.denied) for fact in found.reading.facts}


def words(found: Outlook, path: str) -> list[str]:
    return [span.of(found.story.text) for fact in found.reading.facts if fact.path == path for span in fact.evidence]


def asked(found: Outlook) -> list[str]:
    return [question.path for question in found.questions]


def test_an_answer_is_the_evidence_of_its_fact(desk):
    found = told(desk, Turn(path="m[2].insured.医保", say="交了的"))
    assert facts(found)["m[2].insured.医保"] == (True, False)
    assert words(found, "m[2].insured.医保") == ["交了的"]
    assert found.story.text.startswith(SICK + "\n问：")
    assert "m[2].insured.医保" not in asked(found)


def test_not_known_is_not_asked_again_and_is_no_no(desk):
    before = told(desk)
    path = asked(before)[0]
    for turn in (Turn(path=path, unknown=True), Turn(path=path, say="不知道"), "不晓得"):
        after = told(desk, turn)
        assert path not in facts(after)
        assert path not in asked(after)
        assert after.story.text != before.story.text
        assert not after.unread


def test_several_answers_in_one_message(desk):
    before = told(desk)
    first, second = asked(before)[:2]
    found = told(desk, "1有 2没有")
    assert facts(found)[first][1] is False
    assert facts(found)[second][1] is True
    found = told(desk, "医保交了，低保没吃，在青禾县三里乡")
    assert facts(found)["m[2].insured.医保"] == (True, False)
    assert facts(found)["h.aid.低保"] == (True, True)


def test_bare_answers_go_to_the_questions_in_order(desk):
    first, second = asked(told(desk))[:2]
    found = facts(told(desk, "有的，没有"))
    assert (found[first][1], found[second][1]) == (False, True)


@pytest.mark.parametrize("correction", ["不是五口人，是四口", "说错了，是四口人", "不对，应该是四口", "四口，不是五口"])
def test_a_correction_takes_the_place_of_the_fact(desk, correction):
    found = told(desk, correction)
    assert facts(found)["h.size_living_together"] == (4.0, False)
    assert all("四" in one for one in words(found, "h.size_living_together"))


def test_a_contradiction_without_a_correction_is_kept_and_asked(desk):
    found = told(desk, "我们家四口人过日子")
    value = facts(found)["h.size_living_together"][0]
    assert sorted(getattr(value, "values", ())) == [4.0, 5.0]
    assert "h.size_living_together" in asked(found)


def test_income_and_size_in_different_turns_give_income_per_head(desk):
    story = "我家四个人，去年全家收入四万。"
    found = told(desk, story=story)
    assert facts(found)["h.income.net_pc_year"][0] == 10000.0
    mended = told(desk, "不是四个人，是五个人", story=story)
    assert facts(mended)["h.income.net_pc_year"][0] == 8000.0
    later = told(
        desk,
        Turn(path="h.income.net_pc_year", say="一年四万"),
        Turn(path="h.size_living_together", say="五口"),
        story="我老伴得了肺癌，想问低保。",
    )
    assert facts(later)["h.income.net_pc_year"][0] == 8000.0
    assert set(words(later, "h.income.net_pc_year")) == {"一年四万", "五口"}


def test_the_homes_income_alone_makes_us_ask_how_many_it_feeds(desk):
    found = told(
        desk, Turn(path="h.income.net_pc_year", say="一年四万"), story="我老伴得了肺癌，家里没钱了，想吃低保。"
    )
    assert "h.size_living_together" in asked(found)
    assert "h.income.net_pc_year" not in asked(found)


def test_more_of_the_story_is_heard_in_its_context(desk):
    found = told(desk, "对了，我妈去年中风了，现在瘫在床上")
    mother = next(member for member in found.reading.members if member.relation == "母亲")
    assert mother.number == 4
    assert f"m[{mother.number}].care_dependent" in facts(found)
    assert [m.relation for m in found.reading.members][:3] == ["本人", "老伴", "儿子"]


def test_an_answer_that_says_more_is_heard_of_whom_it_was_asked(desk):
    found = told(desk, Turn(path="m[2].disability.cert", say="办了，肢体残疾，二级"))
    assert facts(found)["m[2].disability.cert"] == (True, False)
    assert facts(found)["m[2].disability.grade"] == (2.0, False)
    assert facts(found)["m[2].disability.type"] == ("肢体", False)


def test_words_that_fit_nothing_are_told_and_kept(desk):
    found = told(desk, Turn(path="m[2].insured.医保", say="哎呀今天天气好热"))
    assert [one.text for one in found.unread] == ["哎呀今天天气好热"]
    assert "m[2].insured.医保" in asked(found)
    assert "天气好热" in found.story.text
    twice = desk.resume(found.case, Turn(path="m[2].insured.医保", say="就那样"))
    assert "m[2].insured.医保" not in asked(twice), "asked twice is enough"
    assert not desk.resume(found.case, Turn(path="m[2].insured.医保", say="交了")).unread


def test_a_sum_without_its_unit_is_asked_again(desk):
    found = told(desk, Turn(path="h.spend.medical_oop_all", say="3"))
    assert "h.spend.medical_oop_all" not in facts(found)
    assert "元还是万元" in found.unread[0].why


def test_the_desk_sets_and_takes_out(desk):
    found = told(desk, Turn(path="h.assets.cars", value=0.0), Turn(path="h.aid.低保", value=False))
    assert facts(found)["h.assets.cars"] == (0.0, False)
    assert facts(found)["h.aid.低保"] == (True, True)
    gone = desk.resume(found.case, Turn(path="h.size_living_together", remove=True))
    assert "h.size_living_together" not in facts(gone)
    assert "删去" in gone.story.text
    assert desk.resume(found.case, Turn(path="h.house.grade", remove=True)).unread


def test_the_place_told_in_answer_is_the_place_of_the_case(desk):
    found = told(desk, Turn(path="h.region.village", say="江西省南昌市进贤县三里乡"))
    assert found.story.place == "江西省/南昌市/进贤县"
    assert "place_unknown" not in [warning.code for warning in found.warnings]
    other = told(desk, Turn(path="h.region.village", say="湖南长沙"), place="江西省/南昌市/进贤县")
    assert other.story.place == "江西省/南昌市/进贤县", "a place known is not left for another by an answer"


def test_danger_told_later_comes_first(desk):
    assert not told(desk).urgent
    found = told(desk, "她现在喘不上气了，脸都紫了")
    assert found.urgent
    assert report(found, None, "GD-1", AT)["work_order"]["urgency"] == "特急"


def test_our_questions_are_no_words_of_the_caller(desk):
    found = told(desk, Turn(path="h.urgency.danger_to_life", say="没有"), Turn(path="h.aid.低保", say="没有"))
    assert not found.urgent
    assert "SUB-01" not in found.reading.named


def test_an_ended_benefit_told_in_answer(desk):
    found = told(desk, Turn(path="h.aid.低保", say="以前吃过，去年停了"))
    low = next(fact for fact in found.reading.facts if fact.path == "h.aid.低保")
    assert low.time is Time.ENDED or low.denied


def test_a_case_comes_back_from_its_json(desk):
    found = told(desk, "1有 2没有", "不是五口人，是四口", Turn(path="h.assets.cars", value=Interval(1.0, 2.0)))
    assert found.case is not None
    kept = found.case.as_json()
    again = desk.resume(Case(Story(kept["narrative"], None, DAY), turns_from_json(kept["turns"])))
    assert again.reading == found.reading
    assert again.story == found.story
    assert asked(again) == asked(found)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"say": " "},
        {"path": "h.assets.cars"},
        {"path": "h.nothing", "say": "有"},
        {"path": "h.assets.cars", "value": "两辆"},
        {"path": "h.assets.cars", "value": [3, 1]},
        {"path": "h.aid.低保", "value": 1},
        {"path": "h.house.grade", "value": "E"},
        {"value": True},
        {"say": 3},
        "有",
    ],
)
def test_a_turn_that_says_nothing_usable_is_refused(raw):
    with pytest.raises(BadField):
        turns_from_json([raw])


def test_a_member_that_is_not_there_is_refused(desk):
    with pytest.raises(BadField):
        told(desk, Turn(path="m[9].age", value=70.0))


def test_no_question_is_put_about_what_was_answered(desk):
    found = told(desk)
    for _ in range(12):
        if not found.questions:
            break
        first = found.questions[0].path
        found = desk.resume(found.case, Turn(path=first, unknown=True))
        assert first not in asked(found)
    assert not [path for path in facts(found) if open_path(path) == "h.assets.deposits"]


def test_a_correction_after_an_answer_in_one_message(desk):
    found = told(desk, "医保交了，不是五口人，是四口")
    assert words(found, "h.size_living_together") == ["四口"]
    assert facts(found)["m[2].insured.医保"] == (True, False)


def test_no_grade_is_asked_of_whoever_has_no_certificate(desk):
    story = "我妈瘫痪三年了，都是我伺候，没法出去打工。"
    found = told(desk, "没办残疾证", story=story)
    assert facts(found)["m[2].disability.cert"] == (True, True)
    assert "m[2].disability.grade" not in asked(found)


@pytest.mark.parametrize(("path", "say"), [("m[2].disability.grade", "七十一"), ("h.assets.deposits", "七十三岁")])
def test_a_number_of_something_else_is_no_answer(desk, path, say):
    assert path not in facts(told(desk, Turn(path=path, say=say)))


def test_a_province_leaves_the_county_to_ask_once(desk):
    found = told(desk, Turn(path="h.region.village", say="湖北的"))
    assert found.story.place == "湖北省"
    assert "h.region.village" in asked(found)
    again = desk.resume(found.case, Turn(path="h.region.village", say="就是湖北"))
    assert "h.region.village" not in asked(again)


def test_what_the_caller_does_not_know_is_asked_of_the_village(desk):
    before = told(desk, story="我家三亩地，苗都淹了，今年没收成，家里就我一个劳力，想申请临时救助。")
    gap = next(gap for measure in before.measures for gap in measure.missing if gap.path and gap.who == "本人")
    after = desk.resume(before.case, Turn(path=gap.path, unknown=True))
    order = report(after, None, "GD-1", AT)["work_order"]
    assert "说不清" in order["note_internal"]
    assert all(line["who"] != "本人" for line in order["missing"] if line["text"] == gap.text)


def test_a_turn_that_says_nothing_is_refused(desk):
    with pytest.raises(BadField):
        told(desk, " ")
