"""Offices: printed in the place's own clause, else from the register; lists make no leads; old names get today's."""

import datetime as dt

import pytest

from corpus.citation import Citation
from corpus.model import Clause, Document, Duty, Role, Span, Status
from triage.referral import local_name, may_lead, refer_offices, township_name
from triage.rules.schema import Rule

DAY = dt.date(2026, 11, 20)
PLACE = "江西省/南昌市/进贤县"


def rule(lead="农业农村", co=("民政",)):
    case = {"name": "是", "expect": "untouched"}
    return Rule.model_validate(
        {
            "id": "MON-01",
            "name": "纳入监测",
            "domain": "防返贫监测",
            "when": {"path": "h.risks", "is": "因病", "trigger": True},
            "lead": lead,
            "co": list(co),
            "benefit": "纳入监测后按难处帮扶",
            "plain": "可以申请监测户",
            "cases": [case] * 4,
        }
    )


def citation(duties, region=PLACE, status=Status.IN_FORCE):
    clause = Clause("三/(一)", "做好监测。", duties=tuple(Duty(name, role) for name, role in duties))
    document = Document("办法@2026", "进贤县监测办法", "a.txt", "办法", region=region)
    return Citation(document, clause, Span(0, 5), status, "做好监测。")


def names(offices):
    return [office.name for office in offices]


def test_a_named_lead_comes_from_the_clause():
    cited = citation([("县乡村振兴局", Role.LEAD), ("县医保局", Role.RESPONSIBLE), ("各乡镇", Role.RESPONSIBLE)])
    found = refer_offices(rule(), [cited], PLACE, DAY)
    assert names(found.lead) == ["县乡村振兴局"]
    assert (found.lead[0].today, found.lead[0].citation) == ("县农业农村局", 1)
    assert names(found.co) == ["县医保局", "各乡镇"]
    assert found.judge == "进贤县农业农村局"
    assert found.notices[0].code == "office_renamed"
    assert "县农业农村局" in found.notices[0].text


def test_a_list_names_no_lead():
    cited = citation([("市民政局", Role.LISTED), ("市医疗保障局", Role.LISTED)])
    found = refer_offices(rule(), [cited], PLACE, DAY)
    assert names(found.lead) == ["进贤县农业农村局"]
    assert found.lead[0].citation is None
    assert {office.role for office in found.co} == {Role.LISTED}


def test_papers_of_no_place_and_of_others_give_no_offices():
    for region, status in ((None, Status.TEMPLATE), ("江西省/上饶市", Status.DRAFT), ("全国", Status.IN_FORCE)):
        found = refer_offices(rule(), [citation([("县残联", Role.LEAD)], region, status)], PLACE, DAY)
        assert names(found.lead) == ["进贤县农业农村局"]
        assert names(found.co) == ["进贤县民政局"]


def test_several_leads_are_narrowed_to_the_field():
    cited = citation([("县教体局", Role.LEAD), ("县住建局", Role.LEAD)])
    assert names(refer_offices(rule("住建"), [cited], PLACE, DAY).lead) == ["县住建局"]


@pytest.mark.parametrize(
    "name", ["农业银行进贤县支行", "人保财险公司", "东塘村民委员会", "县中心小学学校", "县供电公司"]
)
def test_enterprises_and_villages_never_lead(name):
    assert not may_lead(name)
    found = refer_offices(rule(), [citation([(name, Role.LEAD)])], PLACE, DAY)
    assert names(found.lead) == ["进贤县农业农村局"]
    assert name not in names(found.co)


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("县乡村振兴局", PLACE, "进贤县农业农村局"),
        ("县教体局", PLACE, "进贤县教育和体育局"),
        ("市医疗保障局", "吉林省/白山市/临江市", "临江市医疗保障局"),
        ("民政局", None, "当地民政局"),
        ("各乡镇", PLACE, "各乡镇"),
        ("市教育局", PLACE, "进贤县教育局"),
        ("民政局", "江西省", "当地民政局"),  # a province is too far from a household to name its office
        ("民政局", "重庆市", "重庆市民政局"),
        ("国家金融监督管理总局", PLACE, "国家金融监督管理总局"),
    ],
)
def test_local_names_carry_the_place_and_todays_body(name, place, expected):
    assert local_name(name, place, DAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫周满仓，青禾县柳河镇东塘村三组的", "柳河镇人民政府"),
        ("家住三里乡杨村", "三里乡人民政府"),
        ("我在城关街道住", "城关街道办事处"),
        ("老乡你好，我在城镇打工，家乡遭了灾", "进贤县所在乡镇人民政府"),
        ("我们镇上没人管", "进贤县所在乡镇人民政府"),
    ],
)
def test_the_township_is_the_one_the_caller_names(text, expected):
    assert township_name(text, PLACE) == expected
    assert township_name("我们镇上没人管", "江西省") == "来电人所在乡镇人民政府"
