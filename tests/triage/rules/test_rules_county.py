"""A county's own figures: filling in, dates, nearest place, and broken files that stay as they are."""

import datetime as dt

import pytest

from corpus.errors import BadField, KnowledgeError, NotFound
from triage.rules.book import RuleBook
from triage.rules.county_file import Entry, figures, set_figure
from triage.rules.coverage import coverage
from triage.rules.parameters import Parameters

BOOK = RuleBook.load()
DAY = dt.date(2026, 11, 22)
COUNTY = "江西省/南昌市/进贤县"
DIBAO = next(rule for rule in BOOK.rules if rule.id == "SUB-01")


def entry(value=750.0, since=dt.date(2026, 1, 1), **changes):
    facts = {"rule": "SUB-01", "name": "line", "unit": "元", "period": "month", "source": "2026年标准通知"}
    return Entry(**(facts | {"value": value, "valid_from": since} | changes))


def test_a_figure_holds_from_its_day_on_and_only_there(tmp_path):
    set_figure(tmp_path, BOOK, COUNTY, entry())
    parameters = Parameters.load(tmp_path)
    assert parameters.of(DIBAO, COUNTY, DAY)["line"] == 750
    assert parameters.of(DIBAO, COUNTY, dt.date(2025, 12, 31))["line"] is None
    assert parameters.of(DIBAO, "江西省/南昌市/南昌县", DAY)["line"] is None
    assert parameters.of(DIBAO, None, DAY)["line"] is None


def test_a_new_figure_ends_the_old_one_and_keeps_it(tmp_path):
    set_figure(tmp_path, BOOK, COUNTY, entry())
    set_figure(tmp_path, BOOK, COUNTY, entry(800, dt.date(2026, 7, 1)))
    parameters = Parameters.load(tmp_path)
    assert parameters.of(DIBAO, COUNTY, dt.date(2026, 6, 30))["line"] == 750
    assert parameters.of(DIBAO, COUNTY, dt.date(2026, 7, 1))["line"] == 800
    assert list(tmp_path.glob("*.old"))


def test_a_figure_a_year_follows_from_that_a_month_unless_it_is_there(tmp_path):
    set_figure(tmp_path, BOOK, COUNTY, entry())
    found = Parameters.load(tmp_path).setting(DIBAO, "line_year", COUNTY, DAY)
    assert (found.value, found.period) == (9000, "year")
    assert "12个月" in found.source
    set_figure(tmp_path, BOOK, COUNTY, entry(9600, name="line_year", period="year"))
    assert Parameters.load(tmp_path).of(DIBAO, COUNTY, DAY)["line_year"] == 9600


def test_the_same_thing_is_filled_in_for_all_measures_at_once(tmp_path):
    ids = set_figure(tmp_path, BOOK, COUNTY, entry(8000, rule="MON-02", name="range", period="year"))
    assert set(ids) == {"MON-01", "MON-02", "MON-05"}


def test_the_nearest_place_goes_first(tmp_path):
    set_figure(tmp_path, BOOK, "江西省/南昌市", entry(900))
    set_figure(tmp_path, BOOK, COUNTY, entry(750))
    parameters = Parameters.load(tmp_path)
    assert parameters.of(DIBAO, COUNTY, DAY)["line"] == 750
    assert parameters.of(DIBAO, "江西省/南昌市/南昌县", DAY)["line"] == 900


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"rule": "SUB-99"}, NotFound, "没有 SUB-99"),
        ({"name": "lin"}, NotFound, "line、line_year"),
        ({"unit": "万元"}, BadField, "单位是元"),
        ({"period": None}, BadField, "周期 month"),
        ({"source": " "}, BadField, "出处"),
        ({"valid_to": dt.date(2025, 1, 1)}, BadField, "早于"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_and_nothing_is_written(tmp_path, changes, error, words):
    with pytest.raises(error, match=words):
        set_figure(tmp_path, BOOK, COUNTY, entry(**changes))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_county_file_is_named_and_left_alone(tmp_path):
    path = tmp_path / f"{COUNTY.replace('/', '_')}.yaml"
    path.write_text("region: [青禾\n", "utf-8")
    for attempt in (lambda: Parameters.load(tmp_path), lambda: set_figure(tmp_path, BOOK, COUNTY, entry())):
        with pytest.raises(KnowledgeError, match="进贤县.yaml"):
            attempt()
    assert path.read_text("utf-8") == "region: [青禾\n"


def test_a_figure_without_source_in_a_file_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "region: 江西省\nparameters:\n- {rule: SUB-01, name: line, value: 1, unit: 元, valid_from: '2026-01-01'}\n",
        "utf-8",
    )
    with pytest.raises(KnowledgeError, match=r"a\.yaml.*source"):
        Parameters.load(tmp_path)


def test_figures_tell_what_is_lacking(tmp_path):
    set_figure(tmp_path, BOOK, COUNTY, entry())
    found = {one.parameter.name: one.setting for one in figures(BOOK, Parameters.load(tmp_path), COUNTY, DAY)}
    assert found["农村低保标准（每人每月）"].value == 750
    assert found["防返贫监测范围（人均年纯收入）"] is None


def test_coverage_moves_a_condition_from_waiting_to_the_machine(tmp_path):
    def row():
        rows = coverage(BOOK, Parameters.load(tmp_path), COUNTY, DAY)
        return next(one for one in rows if one.rule.id == "SUB-01")

    before = row()
    assert "农村低保标准（每人每月）" in before.waiting
    assert before.people
    set_figure(tmp_path, BOOK, COUNTY, entry())
    after = row()
    assert after.waiting == ()
    assert set(after.machine) == set(before.machine) | set(before.local)
