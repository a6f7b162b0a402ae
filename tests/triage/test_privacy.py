"""Personal data is found whole, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import Kind, find_personal_data, mask

CASES = [
    ("我叫周满仓，在柳河镇东塘村三组", [(Kind.NAME, "周满仓"), (Kind.ADDRESS, "东塘村三组")]),
    ("电话139 0000 5512，白天都在", [(Kind.PHONE, "139 0000 5512")]),
    ("手机１３９００００５５１２", [(Kind.PHONE, "１３９００００５５１２")]),
    ("打幺三九零零零零五五幺二就行", [(Kind.PHONE, "幺三九零零零零五五幺二")]),
    ("身份证11010519491231002X", [(Kind.ID_NUMBER, "11010519491231002X")]),
    ("身份证110105194912310021写错一位", [(Kind.ID_NUMBER, "110105194912310021")]),
    (
        "联系人：县民政局救助科李明，电话：8123456，邮箱：abc@example.com",
        [(Kind.NAME, "李明"), (Kind.PHONE, "8123456"), (Kind.ACCOUNT, "abc@example.com")],
    ),
    ("我是李秀英，大兴的", [(Kind.NAME, "李秀英")]),
    ("儿子小勇上个月摔了，小勇还在家", [(Kind.NAME, "小勇"), (Kind.NAME, "小勇")]),
    ("女儿王小兰在读高三，小兰成绩好", [(Kind.NAME, "王小兰"), (Kind.NAME, "小兰")]),
    ("户主张某某，男；配偶：陈有根（已故）", [(Kind.NAME, "张某某"), (Kind.NAME, "陈有根")]),
    ("隔壁老余家吃低保", [(Kind.NAME, "老余")]),
    ("找李主任，他说不行", [(Kind.NAME, "李主任")]),
    ("我姓裘，裘建业，五十岁", [(Kind.NAME, "裘建业")]),
    ("他叫欧阳修平", [(Kind.NAME, "欧阳修平")]),
    ("身份证三六二三二六一九七八零三一一五五一X", [(Kind.ID_NUMBER, "三六二三二六一九七八零三一一五五一X")]),
    ("座机0793-5550163或者(0793)5550164", [(Kind.PHONE, "0793-5550163"), (Kind.PHONE, "(0793)5550164")]),
    ("电话：八一二三四五六", [(Kind.PHONE, "八一二三四五六")]),
    ("银行卡6217 0021 3000 4567 890", [(Kind.BANK_CARD, "6217 0021 3000 4567 890")]),
    ("渝G·2B915和渝AD12345", [(Kind.PLATE, "渝G·2B915"), (Kind.PLATE, "渝AD12345")]),
    ("肾内科三十二床，透析卡号TX20240917", [(Kind.BED, "三十二床"), (Kind.MEDICAL_RECORD, "TX20240917")]),
    ("微信号abc_12345", [(Kind.ACCOUNT, "abc_12345")]),
    ("住湖塘畈村上畈组27号", [(Kind.ADDRESS, "湖塘畈村上畈组27号")]),
    ("安置小区5栋2单元301室", [(Kind.ADDRESS, "安置小区5栋2单元301室")]),
    ("驻乡驻村工作队和各乡镇各村干部都要到", []),
    ("车牌赣E12345的车", [(Kind.PLATE, "赣E12345")]),
    ("妻范招娣，69岁；子范小东，女方在外", [(Kind.NAME, "范招娣"), (Kind.NAME, "范小东")]),
    ("我是横段村的柳桂香，代表人：邵宝来", [(Kind.NAME, "柳桂香"), (Kind.NAME, "邵宝来")]),
    ("双塘村三组谭正阳，昨晚起火", [(Kind.ADDRESS, "双塘村三组"), (Kind.NAME, "谭正阳")]),
    ("县农业农村局牵头，省农业农村厅指导", []),
    ("住院号：20261120，12床", [(Kind.MEDICAL_RECORD, "20261120"), (Kind.BED, "12床")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds(text, expected):
    assert [(f.kind, text[f.start : f.end]) for f in find_personal_data(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "今年68岁，去年花了32000元",
        "2026年11月20日",
        "人均可支配收入28000元，比2020年的20921元多",
        "发放标准每人每月100元，5400个项目",
        "儿子高三，女儿高中毕业，老伴常年吃药，孩子成年了，我爸万幸没事",
        "我是江西的，是低保户，是单身，我们村三组的自来水黄了",
        "江西省南昌市进贤县柳河镇便民服务中心，村民委员会，新村",
        "一床被子，两张床，护理床，打12345或者12356",
        "最低生活保障、临时救助、雨露计划、脱贫人口小额信贷",
    ],
)
def test_leaves_ages_sums_and_dates(text):
    assert find_personal_data(text) == []
    assert mask(text) == text


NAMES = st.sampled_from(["周满仓", "王小明", "李秀英", "张建国", "陈有根", "冉隆高", "蓝桂香", "欧阳修平", "黄春生"])
TALK = st.sampled_from(
    ["家里四口人，", "老伴尿毒症，", "去年花了三万二，", "想办低保。", "今年68岁，", "种了八亩地。", "孩子读高二，"]
)
NUMBERS = st.sampled_from(
    [
        "13900005512",
        "139 0000 5512",
        "１３９００００５５１２",
        "一三九零零零零五五一二",
        "139-0000-5512",
        "幺三九零零零零五五幺二",
    ]
)


@given(NAMES, st.lists(TALK, max_size=4).map("".join), NUMBERS)
def test_a_name_or_number_never_stays(name, talk, number):
    text = f"我叫{name}，{talk}{name}的电话{number}，{talk}打{number}找{name}，{talk}"
    masked = mask(text)
    assert name not in masked
    assert number not in masked
    assert talk in masked


@given(st.integers(0, 10**17 - 1), st.sampled_from("0123456789X"))
def test_identity_numbers_go_whatever_their_check_digit(body, check):
    number = f"{body:017d}{check}"
    assert number not in mask(f"身份证{number}，家里四口人")


@given(st.integers(1, 110), st.integers(1, 999999))
def test_ages_and_sums_stay(age, money):
    text = f"我今年{age}岁，花了{money}元，家里{age % 9 + 1}口人"
    assert mask(text) == text


@given(st.text(alphabet="我叫王小明电话139 0123456789，。元岁X", max_size=60))
def test_spans_are_ordered_apart_and_masked(text):
    found = find_personal_data(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert len(mask(text)) == len(text)
    assert all(set(mask(text)[f.start : f.end]) == {"＊"} for f in found)
