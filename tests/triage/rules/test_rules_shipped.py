"""The shipped rules: all measures there, cases come out, clauses hold, and no number without a source."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from bot.intake import shelve_digests
from corpus.library import Library
from corpus.vocabulary import path_of_key
from triage.rules.book import RuleBook
from triage.rules.categories import load_categories
from triage.rules.check import check, day_within, name_of
from triage.rules.try_cases import outcome

DAY = dt.date(2026, 11, 22)
BOOK = RuleBook.load()
CASES = [(rule, case) for rule in BOOK.rules for case in rule.cases]
CLASSES = {
    *("脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "防止返贫致贫对象", "低保户", "特困人员", "低保边缘家庭"),
    *("刚性支出困难家庭", "孤儿", "事实无人抚养儿童", "易地搬迁脱贫户", "独居老人", "脱贫户", "一般农户", "风险已消除"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A library that holds the shipped digests and nothing else."""
    library = Library(f"sqlite:///{tmp_path_factory.mktemp('shelf') / 'library.db'}")
    shelve_digests(library)
    yield library
    library.close()


def test_check_finds_nothing_in_the_shipped_rules(shelf):
    assert check(BOOK, shelf, DAY) == []


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{rule.id}-{case.name}" for rule, case in CASES])
def test_case(rule, case):
    got, missing = outcome(rule, case, day_within(rule, DAY))
    assert got == case.expect
    assert not case.missing or set(missing) == set(case.missing)


def test_all_measures_are_there_under_their_names(shared):
    listed = yaml.safe_load((shared / "measures.yaml").read_text("utf-8"))["measures"]
    ours = {rule.id: (rule.name, rule.domain) for rule in BOOK.rules}
    assert ours == {one["id"]: (one["name"], one["domain"]) for one in listed}


def test_every_older_fact_name_means_a_path(shared):
    keys = yaml.safe_load((shared / "measures.yaml").read_text("utf-8"))["facts"]
    assert [key for key in keys if path_of_key(key) is None] == []


def test_each_measure_stands_on_a_clause_somewhere_or_says_unverified():
    assert [name_of(rule) for rule in BOOK.rules if not rule.grounds and not rule.unverified] == []


def test_what_changed_with_2026_has_dated_twins():
    old = {rule.id: rule for rule in BOOK.in_force(None, dt.date(2025, 12, 31))}
    new = {rule.id: rule for rule in BOOK.in_force(None, DAY)}
    for rule_id in ("MON-01", "MON-02", "MON-03", "MON-04", "MON-05", "FIN-01", "EMP-04", "ELD-02"):
        assert old[rule_id].valid_to == "2025-12-31"
        assert new[rule_id].valid_from >= "2026-01-01"
    assert "MON-06" not in old
    assert "防止返贫致贫对象" in new["MON-01"].validity
    assert "FIN-01" not in {rule.id for rule in BOOK.in_force(None, dt.date(2026, 2, 1))}


def test_only_offices_lead():
    assert not [rule.id for rule in BOOK.rules if rule.lead in ("银行", "保险公司", "村委会", "驻村工作队")]


def test_triggers_are_narrow():
    """A flood-fallen house or a big hospital bill brings up what belongs to it and nothing of another kind."""
    paths = {rule.id: rule.trigger_paths for rule in BOOK.in_force(None, DAY)}
    by_bill = {rule_id for rule_id, touched in paths.items() if "h.spend.medical_oop_all" in touched}
    assert {"MED-03", "MED-04", "SUB-09", "MON-03"} <= by_bill
    assert not [rule_id for rule_id in by_bill if rule_id.startswith(("DIS", "EDU", "HOU", "EMP", "FIN"))]
    by_flood = {rule_id for rule_id, touched in paths.items() if touched & {"h.disaster.type", "h.house.signs.倒塌"}}
    assert {"HOU-01", "HOU-03", "EMG-01", "SUB-08"} <= by_flood
    assert "HOU-02" not in by_flood


def test_the_classes_are_all_there_in_2026():
    assert {one.name for one in load_categories() if one.in_use(DAY)} == CLASSES - {
        *("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
    }
    assert {one.name for one in load_categories() if one.in_use(dt.date(2025, 6, 1))} >= CLASSES - {"防止返贫致贫对象"}


def test_county_example_is_no_rule_file():
    example = Path(__file__).parents[3] / "corpus" / "rules" / "parameters.example.yaml"
    from triage.rules.parameters import read_county

    assert read_county(example).parameters
