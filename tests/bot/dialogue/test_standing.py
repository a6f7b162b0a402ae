"""Place and role of the asker: told in many forms, told apart from places that a question is about."""

import pytest

from bot.dialogue.standing import stand_in
from corpus.regions import Regions


@pytest.mark.parametrize(
    ("text", "place", "how"),
    [
        ("我是南昌县的", "江西省/南昌市/南昌县", "self"),
        ("我在临江市工作", "吉林省/白山市/临江市", "self"),
        ("我们这里是江西南昌进贤县", "江西省/南昌市/进贤县", "self"),
        ("我是上饶市鄱阳县民政局的", "江西省/上饶市/鄱阳县", "self"),
        ("不对，我现在调到临江了", "吉林省/白山市/临江市", "self"),
        ("换成上饶", "江西省/上饶市", "change"),
        ("地点换成南昌市新建区", "江西省/南昌市/新建区", "change"),
        ("我问的是南昌", "江西省/南昌市", "meant"),
        ("上饶的", "江西省/上饶市", "only"),
    ],
)
def test_places(text: str, place: str, how: str) -> None:
    stand = stand_in(text, Regions.load())
    assert stand is not None
    assert (stand.place, stand.how, stand.rest) == (place, how, "")


def test_a_township_goes_with_its_county_and_a_household_may_live_there() -> None:
    stand = stand_in("我是玉山县怀玉乡的", Regions.load())
    assert stand is not None
    assert stand.place == "江西省/上饶市/玉山县/怀玉乡"
    assert stand_in("他们在南昌县向塘镇", Regions.load()) is None
    told = stand_in("他们在南昌县向塘镇", Regions.load(), case=True)
    assert told is not None
    assert told.place == "江西省/南昌市/南昌县/向塘镇"


@pytest.mark.parametrize(
    "text",
    ["那上饶呢", "南昌自来水普及率是多少", "我在南昌打工，户口在上饶，能吃低保吗", "低保怎么申请", "南昌和上饶哪个高"],
)
def test_places_that_are_asked_about(text: str) -> None:
    assert stand_in(text, Regions.load()) is None


def test_what_else_is_said_is_left_over() -> None:
    stand = stand_in("自来水普及率要到多少？我在上饶广信区", Regions.load())
    assert stand is not None
    assert (stand.place, stand.rest) == ("江西省/上饶市/广信区", "自来水普及率要到多少?")


@pytest.mark.parametrize(
    ("text", "role"),
    [("我是驻村第一书记，在玉山县", "驻村第一书记"), ("我是12345坐席", "热线坐席"), ("我是村支书", "村干部")],
)
def test_roles(text: str, role: str) -> None:
    stand = stand_in(text, Regions.load())
    assert stand is not None
    assert stand.role == role


def test_a_name_borne_by_several_places_is_asked_about() -> None:
    stand = stand_in("我是朝阳的", Regions.load())
    assert stand is not None
    assert stand.place is None
    assert "北京市/朝阳区" in stand.options
    known = stand_in("我是朝阳的", Regions.load(), "吉林省/长春市")
    assert known is not None
    assert known.place == "吉林省/长春市/朝阳区"
