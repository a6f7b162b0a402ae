"""The book of rules: broken files are named, nearest place wins, a thousand rules load."""

import datetime as dt
import json

import pytest

from corpus.errors import KnowledgeError
from triage.rules.book import RuleBook

DAY = dt.date(2026, 11, 22)
RULE = """
- id: {id}
  name: 青禾补助
  domain: 其他
  scope: {scope}
  when: {{path: h.aid.低保, is: true, trigger: held, text: 低保户}}
  unverified: [例子]
  lead: 民政
  benefit: 给补助
  plain: 可以申请补助。
  cases:
  - {{name: 成立, facts: {{h.aid.低保: true}}, expect: likely}}
  - {{name: 点名, facts: {{}}, named: true, expect: need_info}}
  - {{name: 不是, facts: {{h.aid.低保: false}}, named: true, expect: not_now}}
  - {{name: 没碰到, facts: {{}}, expect: untouched}}
"""


def written(folder, *rules, name="own.yaml"):
    folder.mkdir(exist_ok=True)
    text = "rules:" + "".join(RULE.format(id=rule_id, scope=scope) for rule_id, scope in rules)
    (folder / name).write_text(text, "utf-8")
    return RuleBook.load(folder)


def test_a_county_rule_wins_at_home_and_nowhere_else(tmp_path):
    book = written(tmp_path / "rules", ("SUB-01", "江西省/南昌市/进贤县"))
    at_home = {rule.id: rule.name for rule in book.in_force("江西省/南昌市/进贤县/民和镇", DAY)}
    elsewhere = {rule.id: rule.name for rule in book.in_force("江西省/上饶市", DAY)}
    assert at_home["SUB-01"] == "青禾补助"
    assert elsewhere["SUB-01"] == {rule.id: rule.name for rule in book.in_force(None, DAY)}["SUB-01"] != "青禾补助"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: [", r"own\.yaml 读不懂"),
        ("rules: []", r"own\.yaml 里没有 rules"),
        ("[1, 2]", r"own\.yaml 里没有 rules"),
        ("rules:\n- {id: AAA-01, name: 青禾补助}", r"own\.yaml 的 AAA-01 写法有误"),
        ("rules:\n- {name: 青禾补助}", r"own\.yaml 第1条写法有误"),
        ("rules:\n- 青禾补助", r"own\.yaml 第1条写法有误"),
        (
            "rules: " + json.dumps([{"id": "AAA-01", "name": "x", "domain": "x", "when": {"path": "h.a"}}]),
            "只有一个比较",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_rule(tmp_path, text, words):
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=words):
        RuleBook.load(tmp_path)


def test_a_thousand_rules_load(tmp_path):
    book = written(tmp_path / "rules", *((f"AA-{number:04d}", "全国") for number in range(1000)))
    assert len(book.rules) == len(RuleBook.load().rules) + 1000


def test_kept_rules_are_the_same_and_follow_every_change(tmp_path):
    folder, cache = tmp_path / "rules", tmp_path / "cache"
    book = written(folder, ("AAA-01", "全国"))
    assert RuleBook.load(folder, cache=cache).rules == book.rules
    assert RuleBook.load(folder, cache=cache).rules == book.rules
    assert len(list(cache.iterdir())) == 1
    changed = written(folder, ("AAA-02", "全国"))
    assert RuleBook.load(folder, cache=cache).rules == changed.rules != book.rules


def test_what_is_kept_is_really_read_and_a_damaged_copy_is_not(tmp_path):
    book = RuleBook.load(cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"[" + kept.read_bytes().split(b',{"id":"MON-01"', 1)[0].removeprefix(b"[") + b"]")
    assert 0 < len(RuleBook.load(cache=tmp_path).rules) < len(book.rules)
    kept.write_text("[{", "utf-8")
    assert RuleBook.load(cache=tmp_path).rules == book.rules


def test_names_are_gathered_over_the_twins_of_a_rule():
    assert {"监测户", "防止返贫致贫对象"} <= set(RuleBook.load().names["MON-01"])
