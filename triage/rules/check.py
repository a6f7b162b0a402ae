"""Holding the rules against the library, the vocabulary and their own cases (规则检查): `check(book, library, day)`.

Each fault is one line: the rule, what is wrong, and where. Nothing is mended here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from corpus.departments import Departments
from corpus.errors import KnowledgeError
from corpus.library import Library
from corpus.model import Shelved
from corpus.vocabulary import Kind, Term, load_vocabulary
from triage.rules.book import RuleBook
from triage.rules.categories import CategoryRule, load_categories
from triage.rules.clause_hashes import Prints, held_clause, load_prints, print_of
from triage.rules.documents import Cited, cited_documents, on_shelf
from triage.rules.numbers import numbers_in, unsourced
from triage.rules.schema import MINOR, Rule, Test, tests_of
from triage.rules.try_cases import outcome
from triage.shipped import read_data

_NEVER_LEAD = frozenset(
    {"银行", "保险公司", "村委会", "驻村工作队", "学校", "医疗机构", "邮政", "通信", "国有企业", "有关部门"}
)
_SENTENCE_END = re.compile("[。；！？]")
_LONGEST = 30
_ORDERED = (Kind.NUMBER, Kind.MONEY)


def check(
    book: RuleBook,
    library: Library,
    day: dt.date,
    *,
    prints: Prints | None = None,
    categories: Iterable[CategoryRule] | None = None,
) -> list[str]:
    """All faults of the rules, one line each, in the order of the rules; empty when everything holds.

    prints: of the cited clauses as last read (default the shipped ones). categories: default the shipped ones.
    """
    against = _Library(library, day, load_prints() if prints is None else prints)
    faults = []
    for rule in book.rules:
        faults += [f"{name_of(rule)}：{fault}" for fault in _faults(rule, against, day)]
    faults += _overlaps(book.rules)
    for category in load_categories() if categories is None else categories:
        for test in category.tests():
            faults += [f"类别“{category.name}”：{fault}" for fault in _test_faults(test, category.params)]
    return faults


def name_of(rule: Rule) -> str:
    """A rule as a person finds it: its id, and from when it holds where there are several."""
    since = f"（{rule.valid_from}起）" if rule.valid_from else ""
    return f"{rule.id} {rule.name}{since}"


def day_within(rule: Rule, day: dt.date) -> dt.date:
    """The nearest day to `day` on which the rule is in force."""
    first = dt.date.fromisoformat(rule.valid_from) if rule.valid_from else day
    last = dt.date.fromisoformat(rule.valid_to) if rule.valid_to else day
    return max(first, min(day, last))


class _Library:
    """What the rules are held against: the shelf by key, and the prints of clauses as last read."""

    def __init__(self, library: Library, day: dt.date, prints: Prints) -> None:
        self.library = library
        self.shelf: Mapping[str, Shelved] = on_shelf(library.documents(), day)
        self.keys: Mapping[str, Cited] = cited_documents()
        self.prints = prints


def _faults(rule: Rule, against: _Library, day: dt.date) -> Iterator[str]:
    yield from _ground_faults(rule, against)
    yield from _condition_faults(rule)
    yield from _office_faults(rule)
    yield from _word_faults(rule)
    yield from _limit_faults(rule)
    yield from _case_faults(rule, day)
    if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
        yield f"有效期 {rule.valid_from} 晚于 {rule.valid_to}"


def _ground_faults(rule: Rule, against: _Library) -> Iterator[str]:
    if not rule.grounds and not rule.unverified:
        yield "没有依据，也没有写明哪些未核实"
    for ground in rule.grounds:
        where = f"{ground.document} {ground.address}"
        if ground.document not in against.keys:
            yield f"依据 {where} 的编号不在 documents.yaml 里"
            continue
        shelved = against.shelf.get(ground.document)
        if shelved is None:
            yield f"依据 {where} 的文件《{against.keys[ground.document].title}》不在资料库里"
            continue
        clause = held_clause(against.library, shelved, ground.address)
        if clause is None:
            yield f"依据 {where} 的条款在资料库里找不到"
            continue
        lost = [word for word in ground.must if word not in clause.text]
        if lost:
            yield f"依据 {where} 里没有“{'”“'.join(lost)}”"
        seen = against.prints.get(where, {}).get(shelved.document.edition.value)
        if seen is not None and seen != print_of(clause):
            yield f"依据 {where} 的条文变了，请对照规则重读一遍，再更新条款指纹"


def _condition_faults(rule: Rule) -> Iterator[str]:
    tests = list(tests_of(rule.when))
    for test in (*tests, *(tests_of(rule.already) if rule.already is not None else ())):
        yield from _test_faults(test, rule.params)
        for figure in unsourced(rule, test):
            yield f"条件“{test.text or test.path}”里的数 {figure:g} 没有出处（条款、县级参数或写明未核实）"
    used = {str(bound).removeprefix("$") for test in tests for bound in _bounds(test) if isinstance(bound, str)}
    yield from (f"县级参数 {name} 没有条件用到" for name in rule.params if name not in used)
    if not any(test.trigger for test in tests) and not rule.names:
        yield "既没有触发条件，也没有群众的叫法，永远不会被看到"


def _test_faults(test: Test, params: Mapping[str, object]) -> Iterator[str]:
    term = load_vocabulary().get(test.path)
    if term is None:
        yield f"条件 {test.path} 不在事实词表里，也就没有问法"
        return
    if not (test.ask or term.ask).endswith(("？", "?")):
        yield f"条件 {test.path} 的问法不是一个问句"
    yield from (
        f"条件 {test.path} 的 beside、unless 里 {path} 不在事实词表里"
        for path in (*test.beside, *test.unless)
        if path not in (*load_vocabulary(), MINOR)
    )
    if not test.text:
        yield f"条件 {test.path} 没有写成一句话（text）"
    for bound in _bounds(test):
        if isinstance(bound, str) and bound.removeprefix("$") not in params:
            yield f"条件 {test.path} 用到的县级参数 {bound} 没有写在 params 里"
    yield from _mismatch(test, term)


def _mismatch(test: Test, term: Term) -> Iterator[str]:
    if test.within_months is not None and term.type is not Kind.DATE:
        yield f"条件 {test.path} 不是日期，不能比月数"
    if any(bound is not None for bound in _bounds(test)) and term.type not in _ORDERED:
        yield f"条件 {test.path} 不是数，不能比大小"
    words = [word for word in (test.is_, *(test.in_ or ())) if word is not None]
    if term.type is Kind.FLAG and not all(isinstance(word, bool) for word in words):
        yield f"条件 {test.path} 只能是 true 或 false"
    if term.type in (Kind.TEXT, Kind.SET) and not term.open:
        yield from (f"条件 {test.path} 的值“{word}”不在事实词表里" for word in words if word not in term.values)


def _bounds(test: Test) -> tuple[float | str, ...]:
    return tuple(bound for bound in (test.gt, test.ge, test.lt, test.le) if bound is not None)


def _office_faults(rule: Rule) -> Iterator[str]:
    register = Departments.load()
    for family in (rule.lead, *rule.co):
        try:
            register.department(family)
        except KnowledgeError:
            yield f"部门类别“{family}”不在部门名录里"
    if rule.lead in _NEVER_LEAD:
        yield f"“{rule.lead}”只能是受理的地方，不能牵头"
    if rule.lead in rule.co:
        yield f"“{rule.lead}”既牵头又配合"


def _word_faults(rule: Rule) -> Iterator[str]:
    banned = read_data("rule_words.yaml")
    yield from (f"plain 有一句太长（{len(one)} 字）" for one in _SENTENCE_END.split(rule.plain) if len(one) > _LONGEST)
    for name, words in (("plain", banned["card"]), ("benefit", banned["staff"])):
        text = str(getattr(rule, name))
        yield from (f"{name} 里不能有“{word}”" for word in words if word in text)
    yield from (f"条件“{test.text}”里不能有“{word}”" for test in tests_of(rule.when) for word in banned["staff"]
                if word in test.text)  # fmt: skip


def _limit_faults(rule: Rule) -> Iterator[str]:
    for limit in rule.limits:
        if limit.ground is None or limit.days is None:
            continue
        if not 0 <= limit.ground < len(rule.grounds):
            yield f"时限“{limit.name}”指向第 {limit.ground} 条依据，没有这一条"
        elif limit.days not in numbers_in(" ".join(rule.grounds[limit.ground].must)):
            yield f"时限“{limit.name}”的 {limit.days} 天不在它那条依据的 must 里"


def _case_faults(rule: Rule, day: dt.date) -> Iterator[str]:
    wanted = {case.expect for case in rule.cases}
    need = {"likely", "need_info"} | ({"already"} if rule.already is not None else set())
    if need - wanted:
        yield f"用例缺少：{'、'.join(sorted(need - wanted))}"
    if not wanted & {"not_now", "untouched"}:
        yield "用例缺少一个不适用的"
    for case in rule.cases:
        unknown = [path for path in case.params if path not in rule.params]
        if unknown:
            yield f"用例“{case.name}”给了没有的参数 {'、'.join(unknown)}"
            continue
        got, missing = outcome(rule, case, day_within(rule, day))
        if got != case.expect:
            yield f"用例“{case.name}”应为 {case.expect}，引擎得出 {got}"
        elif case.missing and set(case.missing) != set(missing):
            yield f"用例“{case.name}”应缺 {'、'.join(case.missing)}，引擎得出缺 {'、'.join(missing) or '无'}"


def _overlaps(rules: Iterable[Rule]) -> Iterator[str]:
    for one, other in combinations(rules, 2):
        if (one.id, one.scope) == (other.id, other.scope) and _meet(one, other):
            yield f"{name_of(one)} 和 {name_of(other)}：同一地方的有效期重叠"


def _meet(one: Rule, other: Rule) -> bool:
    return (one.valid_from or "") <= (other.valid_to or "9999") and (other.valid_from or "") <= (one.valid_to or "9999")
