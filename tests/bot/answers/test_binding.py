"""What holds goes first; what nobody wrote down is not judged."""

import datetime as dt

import pytest

from bot.assembly import Services
from bot.settings import load_settings

HERE = "云岭省/安澜市/青禾县"
LATER, EARLIER = dt.date(2026, 11, 1), dt.date(2024, 6, 3)

ACT = """困难渔户帮扶条例
（2019年3月2日国务院令第900号公布）

第一条 为了帮扶困难渔户，制定本条例。
第二条 困难渔户修补渔船的，由户主向户籍所在地乡镇人民政府提出书面申请。
第三条 乡镇人民政府应当自收到申请之日起九日内提出意见。
第四条 本条例自2019年5月1日起施行。
"""

PLAN = """青禾县渔村振兴规划
（2021—2025年）

为振兴渔村，制定本规划。
一、重点任务
（一）帮扶困难渔户。困难渔户修补渔船可以提出申请，县里优先安排。（责任单位：县农业农村局）
（二）建设示范渔村。到2025年，建成示范渔村15个。（责任单位：县农业农村局、县财政局）

青禾县人民政府
2021年6月1日
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    papers = tmp_path_factory.mktemp("papers")
    made = Services(load_settings(home=tmp_path_factory.mktemp("home")))
    for name, text, region in (("困难渔户帮扶条例.txt", ACT, "全国"), ("青禾县规划.txt", PLAN, HERE)):
        (papers / name).write_text(text, "utf-8")
        (report,) = made.ingest([papers / name], region, LATER)
        assert report["error"] is None, report
    yield made
    made.close()


def ask(services, question, day=LATER, region=HERE):
    return services.ask(question, region, day, ())


def test_an_act_in_force_goes_before_a_plan_past_its_term(services):
    answer = ask(services, "困难渔户修补渔船向谁申请")
    first = answer["citations"][0]
    assert first["status"] == "in_force" and first["address"] == "第二条" and "乡镇人民政府" in answer["answer"]
    later = [c["status"] for c in answer["citations"]]
    assert later == sorted(later, key=lambda status: status != "in_force"), "what holds stands before what does not"
    if "expired" in later:
        assert "expired" in {w["code"] for w in answer["warnings"]}


def test_while_the_plan_holds_the_place_comes_first(services):
    answer = ask(services, "困难渔户修补渔船怎么安排", EARLIER)
    assert answer["citations"][0]["region"] == HERE


def test_who_names_the_plan_is_told_of_the_plan(services):
    answer = ask(services, "青禾县渔村振兴规划里困难渔户修补渔船怎么安排")
    assert answer["citations"][0]["region"] == HERE
    assert "expired" in {w["code"] for w in answer["warnings"]}


@pytest.mark.parametrize(
    "question", ["15个示范渔村里有没有我们村", "我们村在不在示范渔村名单里", "示范渔村有没有石塘村"]
)
def test_no_village_is_judged_by_a_list_that_names_none(services, question):
    answer = ask(services, question)
    assert answer["abstained"] and answer["reason"] == "no_evidence" and "名字" in answer["answer"]


def test_no_office_is_named_for_what_the_plan_does_not_speak_of(services):
    answer = ask(services, "青禾县渔村振兴规划里谁负责天文观测")
    assert answer["abstained"] and not answer["departments"]


@pytest.mark.parametrize("question", ["村主任克扣我的鱼苗钱找谁", "驻村干部吃拿卡要往哪反映"])
def test_a_complaint_goes_to_those_who_watch_over_cadres(services, question):
    answer = ask(services, question)
    assert answer["abstained"] and "12388" in answer["answer"]


def test_a_claim_about_everybody_is_corrected(services):
    answer = ask(services, "困难渔户修补渔船的申请，是不是所有渔户都可以提？")
    assert "premise_wrong" in {w["code"] for w in answer["warnings"]}
