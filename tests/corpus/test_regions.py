"""Places in words: every usual form in, the full path out; shared names ask; look-alikes are no places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import AmbiguousPlace, UnknownPlace
from corpus.regions import NATION, Regions, Tier

REGIONS = Regions.load()
TOPS = REGIONS.children(NATION)
MIDDLE = [p for top in TOPS for p in REGIONS.children(top)]
PATHS = [*TOPS, *MIDDLE, *(p for middle in MIDDLE for p in REGIONS.children(middle))]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("南昌", "江西省/南昌市"),
        ("南昌县", "江西省/南昌市/南昌县"),
        ("进贤", "江西省/南昌市/进贤县"),
        ("江西进贤", "江西省/南昌市/进贤县"),
        ("江西省南昌市进贤县", "江西省/南昌市/进贤县"),
        ("江西省/南昌市/进贤县", "江西省/南昌市/进贤县"),
        ("進賢縣", "江西省/南昌市/进贤县"),
        ("赣", "江西省"),
        ("渝", "重庆市"),
        ("吉", "吉林省"),
        ("吉林", "吉林省"),
        ("吉林市", "吉林省/吉林市"),
        ("临江", "吉林省/白山市/临江市"),
        ("吉林临江", "吉林省/白山市/临江市"),
        ("重庆奉节", "重庆市/奉节县"),
        ("石柱", "重庆市/石柱土家族自治县"),
        ("仙桃", "湖北省/仙桃市"),
        ("上饶经开区", "江西省/上饶市/上饶经济技术开发区"),
        ("上饶经济技术开发区", "江西省/上饶市/上饶经济技术开发区"),
        ("九江高新区", "江西省/九江市/九江高新技术产业开发区"),
        ("湾里管理局", "江西省/南昌市/湾里管理局"),
        ("三清山风景名胜区", "江西省/上饶市/三清山风景名胜区"),
        ("上饶县", "江西省/上饶市/广信区"),
        ("江西省南昌市进贤县大树镇小河村", "江西省/南昌市/进贤县/大树镇/小河村"),
        ("河南", "河南省"),
        ("海南州", "青海省/海南藏族自治州"),
        ("全国", NATION),
        ("云岭省/安澜市/青禾县", "云岭省/安澜市/青禾县"),
        ("云岭省安澜市青禾县", "云岭省/安澜市/青禾县"),
    ],
)
def test_find(said: str, path: str) -> None:
    assert REGIONS.find(said) == path


@pytest.mark.parametrize("said", ["青禾县", "没有的地方", "", "江西省/没有市/没有县", "将西省南昌市进贤县"])
def test_unknown_place_says_what_to_do(said: str) -> None:
    with pytest.raises(UnknownPlace) as raised:
        REGIONS.find(said)
    assert "请" in raised.value.text


@pytest.mark.parametrize(
    ("said", "some"),
    [
        ("朝阳", "辽宁省/朝阳市"),
        ("朝阳区", "北京市/朝阳区"),
        ("东乡", "江西省/抚州市/东乡区"),
        ("西湖区", "浙江省/杭州市/西湖区"),
    ],
)
def test_shared_names_ask(said: str, some: str) -> None:
    with pytest.raises(AmbiguousPlace) as raised:
        REGIONS.find(said)
    assert some in raised.value.options
    assert some.replace("/", "") in raised.value.text


@pytest.mark.parametrize(
    ("said", "context", "path"),
    [
        ("朝阳区", "吉林省", "吉林省/长春市/朝阳区"),
        ("西湖区", "江西省/南昌市/进贤县", "江西省/南昌市/西湖区"),
        ("大树镇", "江西省/南昌市/进贤县", "江西省/南昌市/进贤县/大树镇"),
        ("临江", "吉林省", "吉林省/白山市/临江市"),
    ],
)
def test_context_settles(said: str, context: str, path: str) -> None:
    assert REGIONS.find(said, context) == path


@pytest.mark.parametrize("path", ["广东省/珠海市", "广东省/深圳市/南山区"])
def test_a_slip_of_the_tree_is_mended(path: str) -> None:
    assert REGIONS.find(path.replace("/", "")) == path


@given(st.sampled_from(PATHS))
def test_every_path_is_found_however_it_is_written(path: str) -> None:
    assert REGIONS.find(path) == path
    assert REGIONS.find(path.replace("/", "")) == path
    for upper in REGIONS.ancestors(path):
        assert REGIONS.is_within(path, upper)
        assert not REGIONS.is_within(upper, path)
    assert REGIONS.is_within(path, NATION)


@pytest.mark.parametrize(
    "text",
    [
        "讲好南昌故事",
        "在北京路吃饭",
        "从上海南站出发",
        "祝平吉安康",
        "推进东乡村振兴",
        "说海南方言",
        "建立比如资源共享的兴化平安合作",
    ],
)
def test_look_alikes_are_no_places(text: str) -> None:
    assert REGIONS.spot(text) == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("南昌到2025年收入要到多少", ["江西省/南昌市"]),
        ("江西省南昌市进贤县的岗位", ["江西省/南昌市/进贤县"]),
        ("我在上饶,老公病了", ["江西省/上饶市"]),
        ("河南安阳和重庆 奉节", ["河南省/安阳市", "重庆市/奉节县"]),
        ("吉林市场监管", ["吉林省"]),
        ("中共临江市委", ["吉林省/白山市/临江市"]),
        ("吉安康养产业", ["江西省/吉安市"]),
        ("长春的朝阳区", ["吉林省/长春市", "吉林省/长春市/朝阳区"]),
        ("上饶经开区", ["江西省/上饶市/上饶经济技术开发区"]),
        ("进贤的低保", ["江西省/南昌市/进贤县"]),
        ("我是万年的", ["江西省/上饶市/万年县"]),
        ("从进贤嫁到东乡", ["江西省/南昌市/进贤县", "江西省/抚州市/东乡区"]),
        ("我是杞县的", ["河南省/开封市/杞县"]),
        ("打造南昌都市圈", ["江西省/南昌市"]),
    ],
)
def test_spot(text: str, paths: list[str]) -> None:
    assert [s.path for s in REGIONS.spot(text)] == paths


def test_spot_gives_spans_of_the_original_and_open_options() -> None:
    text = "问:朝 阳区的低保"
    (spotted,) = REGIONS.spot(text)
    assert spotted.span.of(text) == "朝 阳区"
    assert spotted.path is None
    assert "北京市/朝阳区" in spotted.options
    assert REGIONS.spot(text, "吉林省")[0].path == "吉林省/长春市/朝阳区"


def test_tiers_and_cities() -> None:
    assert REGIONS.tier("江西省/南昌市/进贤县/大树镇") is Tier.TOWNSHIP
    assert REGIONS.tier("江西省/南昌市/进贤县/大树镇/小河村") is Tier.VILLAGE
    assert REGIONS.tier("湖北省/仙桃市") is Tier.COUNTY
    assert REGIONS.tier("云岭省/安澜市/青禾县") is Tier.COUNTY
    kinds = [REGIONS.city_kind(p) for p in ("重庆市", "江西省/上饶市", "吉林省/白山市/临江市", "江西省")]
    assert kinds == ["municipality", "prefecture", "county", None]


def test_extended_tree_knows_places_of_ingested_documents() -> None:
    wider = REGIONS.extended(["云岭省/安澜市/青禾县"])
    assert wider.find("青禾") == "云岭省/安澜市/青禾县"
    assert [s.path for s in wider.spot("青禾县的补助")] == ["云岭省/安澜市/青禾县"]
    assert not REGIONS.knows("云岭省/安澜市/青禾县")
    with pytest.raises(UnknownPlace):
        REGIONS.find("青禾")


def test_the_tree_is_whole() -> None:
    assert len(REGIONS.children(NATION)) == 34
    assert len(PATHS) > 3100
    assert len(REGIONS.children("重庆市")) == 38
