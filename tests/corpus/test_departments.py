"""The register of offices: families, present names, successions, and every office the five documents print."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from corpus import departments
from corpus.departments import Departments, lookup
from corpus.errors import KnowledgeError

REGISTER = Departments.load()
LATE = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("printed", "family", "today"),
    [
        ("县人社局", "人社", "县人力资源和社会保障局"),
        ("市乡村振兴局", "农业农村", "市农业农村局"),
        ("青禾县扶贫办", "农业农村", "青禾县农业农村局"),
        ("县（区）乡村振兴服务中心", "农业农村", "县(区)农业农村局"),
        ("县委组织部", "组织部", "县委组织部"),
        ("市委农办", "农办", "市委农村工作领导小组办公室"),
        ("县委编办等部门", "编办", "县委机构编制委员会办公室"),
        ("市委政法委", "政法委", "市委政法委员会"),
        ("县教体局", "教育", "县教育和体育局"),
        ("市教育局", "教育", "市教育局"),
        ("市文广新旅局", "文旅", "市文化广电新闻出版旅游局"),
        ("县林草局", "林业", "县林业和草原局"),
        ("市水利局", "水利", "市水利局"),
        ("县水务局", "水利", "县水务局"),
        ("市发改委", "发改", "市发展和改革委员会"),
        ("县发改局", "发改", "县发展和改革局"),
        ("市大数据发展管理局", "数据", "市数据局"),
        ("县应急管理局", "应急", "县应急管理局"),
        ("县交警队", "公安", "县公安局交通警察大队"),
        ("县残联", "残联", "县残疾人联合会"),
        ("团县委", "共青团", "共青团县委员会"),
        ("人行上饶市中心支行", "人民银行", "中国人民银行上饶市分行"),
        ("县人民银行", "人民银行", None),
        ("上饶银保监分局", "金融监管", "国家金融监督管理总局上饶监管分局"),
        ("县金融办", "金融办", None),
        ("市政府金融办", "金融办", None),
        ("中国电信上饶分公司", "通信", "中国电信上饶分公司"),
        ("国网上饶供电公司", "供电", "国网上饶供电公司"),
        ("农业银行青禾县支行", "银行", "农业银行青禾县支行"),
        ("各乡镇", "乡镇政府", "各乡镇"),
        ("各乡镇人民政府", "乡镇政府", "各乡镇人民政府"),
        ("柳河镇人民政府", "乡镇政府", "柳河镇人民政府"),
        ("所有乡镇(街)", "乡镇政府", "所有乡镇(街)"),
        ("各县（市、区）", "政府", "各县（市、区）"),
        ("三清山风景名胜区", "开发区", "三清山风景名胜区"),
        ("安置区管委会", "开发区", "安置区管委会"),
        ("某某村民委员会", "村委会", "某某村民委员会"),
        ("市人力社保局", "人社", "市人力资源和社会保障局"),
        ("县农业农村局（县乡村振兴局）", "农业农村", "县农业农村局"),
        ("县社保中心", "人社", "县社保中心"),
        ("县果业发展中心", "农业农村", None),
        ("青禾民政局", "民政", "青禾民政局"),
        ("各镇(街道)", "乡镇政府", "各镇(街道)"),
        ("没有这样的机关名", None, None),
        ("", None, None),
    ],
)
def test_lookup(printed: str, family: str | None, today: str | None) -> None:
    assert lookup(printed, None, LATE) == (family, today)


def test_names_follow_the_day() -> None:
    early, late = dt.date(2022, 6, 1), LATE
    assert lookup("县乡村振兴局", None, early).today == "县乡村振兴局"
    assert lookup("县乡村振兴局", None, late).today == "县农业农村局"
    assert lookup("上饶银保监分局", None, early).today == "上饶银保监分局"
    change = REGISTER.succession("县乡村振兴局", late)
    assert change is not None
    assert (change.successor, change.confidence) == ("农业农村局", "unverified")
    assert REGISTER.succession("县乡村振兴局", early) is None
    assert REGISTER.succession("县民政局", late) is None


@pytest.mark.parametrize(
    ("family", "place", "name"),
    [
        ("医保", "江西省/南昌市/进贤县", "进贤县医疗保障局"),
        ("卫健", "江西省/上饶市", "上饶市卫生健康委员会"),
        ("卫健", "江西省/南昌市/进贤县", "进贤县卫生健康局"),
        ("农业农村", "重庆市", "重庆市农业农村委员会"),
        ("发改", "吉林省/白山市/临江市", "临江市发展和改革局"),
        ("组织部", "江西省/南昌市/进贤县", "中共进贤县委组织部"),
        ("民政", "云岭省/安澜市/青禾县", "青禾县民政局"),
        ("民政", None, "民政局"),
    ],
)
def test_full_name(family: str, place: str | None, name: str) -> None:
    assert REGISTER.full_name(family, place) == name


def test_unknown_family_is_an_error() -> None:
    with pytest.raises(KnowledgeError, match="没有“渔政”"):
        REGISTER.full_name("渔政")


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("民政局和县残联各管什么", ["民政", "残联"]),
        ("扶贫办现在叫什么", ["农业农村"]),
        ("医保管不管这个", ["医保"]),
        ("医保缴费要多少", []),
        ("手机电信信号差", []),
    ],
)
def test_spot(text: str, families: list[str]) -> None:
    found = REGISTER.spot(text)
    assert [m.family for m in found] == families
    assert all(m.span.of(text) == m.name for m in found)


def test_enterprises_get_no_household_order() -> None:
    assert not REGISTER.department("通信").for_households
    assert not REGISTER.department("督考办").for_households
    assert REGISTER.department("民政").for_households
    assert [d.family for d in departments.offices_seeing("临时救助")] == ["民政"]


def test_every_name_of_the_register_finds_its_own_family() -> None:
    for department in REGISTER.families.values():
        for body, names in department.bodies.items():
            for name in (body, *names):
                assert lookup(name).family == department.family, name
        for name in department.units:
            assert lookup("县" + name) == (department.family, "县" + name)


def test_every_office_of_the_five_documents_has_a_family(shared: Path) -> None:
    line = re.compile(r"(?:牵头|责任|配合)(?:单位|部门)[:：]((?:[^()（）;；]|[（(][^()（）]*[)）])*)")
    printed = set()
    for file in sorted((shared / "policies").glob("*.txt")):
        for match in line.finditer(file.read_text(encoding="utf-8")):
            words = re.sub("以下责任单位均.*|(?<=局):责任单位:|,不再单列.*", "、", match[1])
            printed.update(re.split(r"[、,，](?![^（(]*[)）])", words))
    printed.discard("")
    assert len(printed) > 90
    assert sorted(name for name in printed if lookup(name).family is None) == []


def test_an_old_name_that_holds_its_place_has_a_successor():
    register = Departments.load()
    change = register.succession("人行上饶市中心支行", dt.date(2026, 1, 1))
    assert change is not None
    assert change.successor == "中国人民银行上饶市分行"
    assert register.succession("人行上饶市中心支行", dt.date(2022, 1, 1)) is None
    assert register.succession("中国人民银行上饶市分行", dt.date(2026, 1, 1)) is None
