"""Drills: the key is what triage finds, questions bring out the story, marks follow what was done."""

from __future__ import annotations

import pytest

from bot.assembly import Services
from bot.training.drill import made_drills, opening_of, paths_asked, reply, told_drills
from bot.training.drill_mark import PASS, WITHOUT_DANGER, Attempt, mark, promises
from corpus.errors import BadField, NotFound
from corpus.vocabulary import open_path
from tests.bot.training.conftest import DAY
from triage.model import Outlook, Verdict

TOUCHED = (Verdict.LIKELY, Verdict.NEED_INFO)


@pytest.fixture(scope="module")
def outlooks(shipped: Services) -> list[Outlook]:
    return [shipped.triager.refer(drill.story) for drill in list(told_drills())[:30]]


def perfect(outlook: Outlook) -> Attempt:
    offered = [m for m in outlook.measures if m.verdict in TOUCHED]
    facts = [f"{open_path(fact.path)}" for fact in outlook.reading.facts]
    asked = [question.text for question in outlook.questions]
    from corpus.vocabulary import load_vocabulary

    asked += [load_vocabulary()[path].ask for path in dict.fromkeys(facts) if path in load_vocabulary()]
    return Attempt(
        questions=tuple(asked),
        categories=tuple(c.name for c in outlook.categories if c.status in ("yes", "likely")),
        measures=tuple(m.id for m in offered if m.verdict is Verdict.LIKELY) or tuple(m.id for m in offered[:2]),
        offices=tuple(office.today or office.name for m in offered[:3] for office in m.lead),
        urgent="；".join(f"{danger.text}{''.join(danger.call)}" for danger in outlook.urgent),
        say="您家可能适用，先把材料交上去，以认定为准。",
    )


def test_thirty_drills_agree_with_triage(outlooks: list[Outlook], shipped: Services) -> None:
    assert len(outlooks) == 30
    for outlook in outlooks:
        told = outlook.story
        said = shipped.triage(told.text, told.place, told.day, told.channel)
        shown = {m["id"]: m["verdict"] for m in said["measures"]}
        assert shown == {m.id: m.verdict.value for m in outlook.measures}
        best = mark(outlook, shipped.rule_book, perfect(outlook))
        assert best["passed"] and best["score"] >= 90, (told.text, best)
        nothing = mark(outlook, shipped.rule_book, Attempt())
        if shown or outlook.urgent:
            assert nothing["score"] < PASS


def test_a_missed_danger_caps_the_mark(shipped: Services) -> None:
    from triage.model import Story

    outlook = shipped.triager.refer(Story("快来人，房子着火了，老人还在屋里出不来！家里是低保户。", None, DAY))
    assert outlook.urgent
    whole = perfect(outlook)
    assert mark(outlook, shipped.rule_book, whole)["told"][0].startswith("险情说对了")
    missed = mark(outlook, shipped.rule_book, Attempt(whole.questions, whole.categories, whole.measures, whole.offices))
    assert missed["score"] <= WITHOUT_DANGER and not missed["passed"]
    assert missed["told"][0].startswith("险情漏了")


def test_a_promise_fails_and_a_good_question_costs_nothing(outlooks: list[Outlook], shipped: Services) -> None:
    outlook = next(o for o in outlooks if any(m.verdict is Verdict.LIKELY for m in o.measures))
    fair = perfect(outlook)
    base = mark(outlook, shipped.rule_book, fair)
    more = Attempt(
        (*fair.questions, "家里养狗吗？"), fair.categories, fair.measures, fair.offices, fair.urgent, fair.say
    )
    assert mark(outlook, shipped.rule_book, more)["score"] == base["score"]
    bad = Attempt(
        fair.questions, fair.categories, fair.measures, fair.offices, fair.urgent, "您符合条件，下个月就能拿钱。"
    )
    marked = mark(outlook, shipped.rule_book, bad)
    assert not marked["passed"] and marked["score"] < base["score"]
    assert any("不能说" in line for line in marked["told"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("您家符合低保条件。", True),
        ("肯定能批，放心。", True),
        ("下个月就到账。", True),
        ("能给您5000元。", True),
        ("可能适用，以民政局认定为准。", False),
        ("要看审核，我帮您问清手续。", False),
    ],
)
def test_promises_are_heard(words: str, found: bool) -> None:
    assert bool(list(promises(words))) is found


def test_a_wrong_measure_costs_and_says_why(outlooks: list[Outlook], shipped: Services) -> None:
    outlook = next(o for o in outlooks if o.measures and all(m.id != "FIN-01" for m in o.measures))
    fair = perfect(outlook)
    wild = Attempt(fair.questions, fair.categories, (*fair.measures, "FIN-01", "月球补贴"), fair.offices, fair.urgent)
    marked = mark(outlook, shipped.rule_book, wild)
    assert marked["score"] < mark(outlook, shipped.rule_book, fair)["score"]
    assert any("对不上" in line for line in marked["told"])
    assert any("没有“月球补贴”" in line for line in marked["told"])


def test_questions_bring_out_the_story(shipped: Services) -> None:
    drill = next(d for d in told_drills() if "低保" in d.story.text)
    outlook = shipped.triager.refer(drill.story)
    assert "低保" in reply(outlook, "家里吃低保吗？")["answer"]
    assert reply(outlook, "？")["about"] == []


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("您家现在吃低保吗？", "h.aid.低保"),
        ("医保报了多少？", "h.spend.medical_reimbursed"),
        ("房子鉴定过吗，是几级？", "h.house.grade"),
        ("住在哪个村？", "h.region.village"),
    ],
)
def test_questions_are_understood(question: str, path: str) -> None:
    assert path in paths_asked(question)


def test_openings_do_not_tell_all() -> None:
    drills = list(told_drills())
    assert len(drills) >= 30
    short = [d for d in drills if len(d.opening) < len(d.story.text)]
    assert len(short) > 0.9 * len(drills)
    assert opening_of("一句话没有停顿") == "一句话没有停顿"


def test_made_drills_are_found_by_triage(shipped: Services) -> None:
    made = list(made_drills(shipped.triager, None, DAY))
    assert len(made) >= 30
    for drill in made[:10]:
        found = shipped.triager.refer(drill.story)
        assert drill.about <= {m.id for m in found.measures if m.verdict in TOUCHED}
    assert [d.story.text for d in made_drills(shipped.triager, None, DAY)] == [d.story.text for d in made]


def test_the_ground_keeps_what_was_done(shipped: Services) -> None:
    ground = shipped.trainer.drills
    first = ground.next("演练甲", None, DAY)
    assert set(first) == {"id", "opening", "region", "call_date"}
    assert ground.ask(first["id"], "家里几口人？", None, DAY)["answer"]
    done = ground.submit("演练甲", first["id"], Attempt(say="可能适用"), None, DAY)
    assert done["narrative"]
    assert ground.next("演练甲", None, DAY)["id"] != first["id"]
    assert [one["drill_id"] for one in shipped.trainer.store.drills("演练甲")] == [first["id"]]
    with pytest.raises(NotFound, match="没有编号"):
        ground.ask("无", "问？", None, DAY)
    with pytest.raises(BadField):
        ground.ask(first["id"], "  ", None, DAY)


@pytest.mark.parametrize("said", ["打120送医院", "赶紧叫救护车", "送医，别催吐，留好药瓶"])
def test_a_danger_is_named_in_everyday_words(said: str, shipped: Services) -> None:
    from triage.model import Story

    outlook = shipped.triager.refer(Story("我男人刚喝了半瓶农药，躺在地上吐白沫。", None, DAY))
    assert outlook.urgent
    named = mark(outlook, shipped.rule_book, Attempt(urgent=said))
    assert named["told"][0].startswith("险情说对了"), named["told"][0]
    silent = mark(outlook, shipped.rule_book, Attempt(urgent="不急，明天再说"))
    assert silent["told"][0].startswith("险情漏了")
