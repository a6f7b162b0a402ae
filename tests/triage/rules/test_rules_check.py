"""`check` finds what is wrong with rules: one fault planted at a time into a sound rule of an invented county."""

import datetime as dt

import pytest

from triage.rules.book import RuleBook
from triage.rules.categories import read_categories
from triage.rules.check import check
from triage.rules.clause_hashes import print_of, take_prints, write_prints
from triage.rules.schema import Rule

DAY = dt.date(2026, 11, 22)
CLAUSE = "第九条 年满18周岁的人向乡镇人民政府申请，乡镇应当在7日内答复。"


def rule(**changes):
    """A sound rule of one condition on one clause, with these fields changed."""
    entry = {
        "id": "AAA-01",
        "name": "青禾补助",
        "domain": "其他",
        "when": {
            "all": [
                {"path": "m.age", "ge": 18, "trigger": "held", "text": "年满18周岁"},
                {"path": "h.aid.低保", "is": True, "text": "低保户"},
            ]
        },
        "grounds": [{"document": "N01", "address": "第九条", "must": ["18", "7日"]}],
        "limits": [{"name": "答复", "start_event": "申请", "days": 7, "working": False, "ground": 0}],
        "lead": "民政",
        "co": ["医保"],
        "benefit": "给补助",
        "plain": "可以申请补助。",
        "cases": [
            {"name": "成立", "facts": {"m[1].age": 20, "h.aid.低保": True}, "expect": "likely"},
            {"name": "差一项", "facts": {"m[1].age": 20}, "expect": "need_info", "missing": ["h.aid.低保"]},
            {"name": "不成立", "facts": {"m[1].age": 20, "h.aid.低保": False}, "expect": "not_now"},
            {"name": "没碰到", "facts": {"m[1].age": 17}, "expect": "untouched"},
        ],
    }
    return Rule.model_validate(entry | changes)


def condition(**test):
    """`when` with one further test beside the sound ones."""
    return {"all": [*rule().model_dump(by_alias=True, exclude_unset=True)["when"]["all"], test]}


@pytest.fixture
def shelf(library, put):
    put(library, "社会救助暂行办法", {"第九条": CLAUSE}, region="全国", issued_on="2019-03-02", kind="办法")
    return library


def faults(shelf, *rules, prints=None):
    return check(RuleBook(rules), shelf, DAY, prints=prints or {}, categories=())


def test_a_sound_rule_has_no_fault(shelf):
    assert faults(shelf, rule()) == []


PLANTED = {
    "unknown key of a document": (
        {"grounds": [{"document": "X99", "address": "第九条", "must": ["18", "7日"]}]},
        "X99",
    ),
    "document not on the shelf": (
        {"grounds": [{"document": "N40", "address": "第九条", "must": ["18", "7日"]}]},
        "不在资料库里",
    ),
    "clause not there": ({"grounds": [{"document": "N01", "address": "第八条", "must": ["18", "7日"]}]}, "找不到"),
    "word not in the clause": (
        {"grounds": [{"document": "N01", "address": "第九条", "must": ["18", "7日", "县民政局"]}]},
        "县民政局",
    ),
    "number without a source": (
        {"grounds": [{"document": "N01", "address": "第九条", "must": ["7日"]}]},
        "18 没有出处",
    ),
    "number only from memory, not said so": (
        {"grounds": [{"document": "N01", "address": "第九条", "must": ["7日"]}], "unverified": ["年满18周岁凭记忆"]},
        "18 没有出处",
    ),
    "path not in the vocabulary": ({"when": condition(path="h.aid.青禾", is_=True, text="x")}, "不在事实词表"),
    "value not in the vocabulary": (
        {"when": condition(**{"path": "h.house.grade", "is": "E", "text": "E级"})},
        "值“E”不在事实词表",
    ),
    "comparing what is no number": (
        {"when": condition(path="h.house.grade", gt=0, text="x")},
        "不能比大小",
    ),
    "condition without words": ({"when": condition(**{"path": "h.house.owned", "is": True})}, "没有写成一句话"),
    "question that asks nothing": (
        {"when": condition(**{"path": "h.house.owned", "is": True, "text": "x", "ask": "房子"})},
        "不是一个问句",
    ),
    "parameter nobody declared": (
        {"when": condition(path="h.income.net_pc_year", lt="$line", text="x")},
        "$line 没有写在 params",
    ),
    "parameter nobody uses": ({"params": {"line": {"name": "线", "unit": "元"}}}, "line 没有条件用到"),
    "unknown office": ({"co": ["青禾办"]}, "青禾办”不在部门名录"),
    "a bank that leads": ({"lead": "银行"}, "不能牵头"),
    "word that decides": ({"plain": "您家符合条件。"}, "不能有“符合”"),
    "sentence too long for a card": ({"plain": "可以申请补助" * 6 + "。"}, "太长"),
    "word nobody explains": ({"plain": "合规自付可以再报。"}, "不能有“合规自付”"),
    "limit that points beyond the grounds": (
        {"limits": [{"name": "答复", "start_event": "申请", "days": 7, "working": False, "ground": 3}]},
        "没有这一条",
    ),
    "limit that its clause does not state": (
        {"limits": [{"name": "答复", "start_event": "申请", "days": 9, "working": False, "ground": 0}]},
        "9 天不在",
    ),
    "no trigger and no name": (
        {"when": {"all": [{"path": "h.aid.低保", "is": True, "text": "低保户"}]}},
        "永远不会被看到",
    ),
    "validity the wrong way round": ({"valid_from": "2026-03-01", "valid_to": "2026-01-01"}, "晚于"),
    "nothing to stand on": ({"grounds": [], "limits": []}, "没有依据"),
    "already without a case of it": (
        {"already": {"path": "h.aid.other", "is": "青禾补助", "text": "已领"}},
        "用例缺少：already",
    ),
    "case that comes out otherwise": (
        {"cases": [*rule().model_dump()["cases"], {"name": "错的", "facts": {"m[1].age": 20}, "expect": "likely"}]},
        "引擎得出 need_info",
    ),
}


@pytest.mark.parametrize(("changes", "words"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(shelf, changes, words):
    if "when" in changes:
        changes = {"when": _renamed(changes["when"])}
    found = faults(shelf, rule(**changes))
    assert [line for line in found if words in line and line.startswith("AAA-01 青禾补助")], found


def _renamed(when):
    return {"all": [{key.removesuffix("_"): value for key, value in test.items()} for test in when["all"]]}


def test_overlapping_validity_is_found(shelf):
    early, late = rule(valid_to="2026-06-30"), rule(valid_from="2026-06-30")
    assert [line for line in faults(shelf, early, late) if "有效期重叠" in line]
    assert faults(shelf, early, rule(valid_from="2026-07-01")) == []
    assert faults(shelf, early, rule(scope="江西省/南昌市", valid_from="2026-01-01")) == []


def test_a_changed_clause_is_found(shelf, tmp_path):
    taken = list(take_prints([rule()], shelf, DAY))
    assert [(where, edition) for where, edition, _ in taken] == [("N01 第九条", "original")]
    prints = {where: {edition: print_} for where, edition, print_ in taken}
    assert faults(shelf, rule(), prints=prints) == []
    assert [line for line in faults(shelf, rule(), prints={"N01 第九条": {"original": "0"}}) if "变了" in line]
    assert faults(shelf, rule(), prints={"N01 第九条": {"digest": "0"}}) == [], "prints of other editions do not count"


def test_prints_of_other_editions_stay_and_those_of_nobody_go(tmp_path):
    path = tmp_path / "hashes.json"
    wanted = frozenset({"N01 第九条"})
    write_prints(path, [("N01 第九条", "digest", "a"), ("N01 第八条", "digest", "b")], wanted)
    assert write_prints(path, [("N01 第九条", "original", "c")], wanted) == 1
    assert '"digest": "a"' in path.read_text("utf-8")


def test_blanks_do_not_change_a_print(make_reading):
    one, two = (make_reading("x", {"第一条": text}).clauses[0] for text in ("第一条 给补助。", "第一条  给补\n助。"))
    assert print_of(one) == print_of(two)


def test_a_class_on_an_unknown_path_is_found(shelf):
    entry = {"name": "青禾户", "said": {"path": "h.青禾", "is": True}, "why": {"said": "说是", "unknown": "不确定"}}
    found = check(RuleBook([]), shelf, DAY, prints={}, categories=read_categories([entry]))
    assert [line for line in found if "青禾户" in line and "事实词表" in line]
