"""What to ask next (追问): over all open measures at once, the answers that would settle most come first.

Danger first, then what the caller said in two ways, then the rest by value: the weight of each measure an answer can
bring nearer, shared among all that the measure still lacks, over the cost of asking. The idea of pruning settled
branches before counting is that of demand-driven interviews; the weights are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.vocabulary import Kind, Term, load_vocabulary, open_path, term_of
from triage.engine import Leaf
from triage.model import AnyOf, Certainty, Danger, Fact, Question, Reading, Time, Verdict
from triage.referral import county_of
from triage.shipped import read_data
from triage.verdict import Finding

MOST_QUESTIONS = 5
_COST = {Kind.FLAG: 1.0, Kind.TEXT: 1.2, Kind.SET: 1.2, Kind.NUMBER: 1.5, Kind.MONEY: 2.0, Kind.DATE: 1.5}
# What only a record shows is dearer than what the caller knows.
_RECORD = 1.5
_OPEN_BONUS = 0.3
_WORTH_ASKING = 0.25
_PLACE = "h.region.village"
_DANGER = "h.urgency.danger_to_life"
_TOTAL, _SIZE = "h.income.total", "h.size_living_together"
_PER_HEAD = ("h.income.net_pc_year", "h.income.net_pc_month")
# Asked only when the story itself gives reason to.
_ON_HINT = ("h.urgency.violence", "h.urgency.suicide_hint")


def next_questions(
    reading: Reading,
    findings: Sequence[Finding],
    urgent: Sequence[Danger],
    place: str | None,
    closed: frozenset[str] = frozenset(),
) -> tuple[Question, ...]:
    """The questions to put, best first, at most MOST_QUESTIONS; none that the story has answered.

    closed: paths of questions that were answered, or that the caller has no answer to.
    """
    chosen: dict[str, Question] = {}
    answered = {fact.path for fact in reading.facts if not _contradicts(fact)}
    useful = [q for q in _by_value(findings, total_told=_TOTAL in answered) if q.path not in _ON_HINT]
    known = {*answered, *map(open_path, answered)}
    sure = {fact.path for fact in reading.facts if fact.certainty in (Certainty.STATED, Certainty.DERIVED)}
    for put in (*_danger(reading, urgent), *_contradictions(reading, findings), *useful):
        asked = {open_path(path) for path in chosen}
        question = _unless_moot(put, reading)
        if question is None or question.path in closed:
            continue
        # What is asked instead of something else is asked although it was guessed.
        told = known if question is put else sure
        new = question.path not in told and open_path(question.path) not in asked
        # Of what is urgent, only whether help has come is asked again although it was told.
        again = question.path.startswith("h.urgency.") and not chosen and bool(urgent)
        if new or again:
            chosen[question.path] = _of_person(question, reading)
    ordered = list(chosen.values())
    if county_of(place) is None and findings and not {_PLACE} & {*chosen, *closed}:
        spot = 1 if urgent else min(2, len(ordered))
        ordered.insert(spot, _question(_PLACE))
    ask = str(read_data("wording.yaml")["which_village"])
    in_county = county_of(place) is not None
    ordered = [replace(one, text=ask) if in_county and one.path == _PLACE else one for one in ordered]
    return tuple(ordered[:MOST_QUESTIONS])


def _unless_moot(question: Question, reading: Reading) -> Question | None:
    """The question, or the one in its place where something denied leaves it nothing to ask (no card, no grade)."""
    path = question.path
    moot = read_data("wording.yaml")["moot"].get(open_path(path))
    if moot is None:
        return question
    wanted = path.replace(open_path(path)[2:], moot["without"][2:])
    gone = any(f.path == wanted and (f.denied or f.value is False) and f.time is not Time.ASKED for f in reading.facts)
    if not gone:
        return question
    instead = path.replace(open_path(path)[2:], moot["instead"][2:]) if "instead" in moot else None
    return replace(question, path=instead, text=_term(instead).ask) if instead else None


def _danger(reading: Reading, urgent: Sequence[Danger]) -> Iterator[Question]:
    """Whether help is on the way: one question for the first danger."""
    if urgent:
        told = [fact.path for fact in reading.facts if fact.path.startswith("h.urgency.")]
        path = told[0] if told else _DANGER
        calls = "、".join(urgent[0].call)
        ask = str(read_data("wording.yaml")["on_the_way"]).format(calls=calls) if path == _DANGER and calls else None
        yield _question(path, ask)


def _contradictions(reading: Reading, findings: Sequence[Finding]) -> Iterator[Question]:
    for fact in reading.facts:
        if _contradicts(fact):
            yield Question(fact.path, _both_said(fact), _settled_by(open_path(fact.path), findings))


def _contradicts(fact: Fact) -> bool:
    """Whether a fact was told in two ways of which one must be wrong; two reasons do not exclude each other."""
    term = term_of(fact.path)
    free = term is not None and term.type is Kind.TEXT and not term.values
    return isinstance(fact.value, AnyOf) and not free


def _both_said(fact: Fact) -> str:
    term = term_of(fact.path)
    return f"前后说得不一样，到底是哪一个：{term.says if term else fact.path}？"[:60]


def _by_value(findings: Sequence[Finding], *, total_told: bool = False) -> list[Question]:
    """All questions worth asking, best first. total_told: the home's income is known, not how many it feeds."""
    value: dict[str, float] = {}
    asked: dict[str, Leaf] = {}
    for finding in findings:
        for path in finding.rule.asks if finding.verdict in (Verdict.LIKELY, Verdict.NEED_INFO) else ():
            value[path] = value.get(path, 0.0) + _WORTH_ASKING * finding.rule.weight
        if finding.verdict is not Verdict.NEED_INFO:
            continue
        needed = [leaf for leaf in finding.settled.missing if leaf.gap is None]
        also = [leaf for leaf in finding.settled.open if leaf.gap is None and leaf not in needed]
        for leaf, share in (*((one, 1.0) for one in needed), *((one, _OPEN_BONUS) for one in also)):
            path = _SIZE if total_told and leaf.path in _PER_HEAD else path_to_ask(leaf)
            value[path] = value.get(path, 0.0) + share * finding.rule.weight / max(len(needed), 1)
            asked.setdefault(path, leaf)
    ranked = sorted(value, key=lambda path: -value[path] / _cost(path))
    return [
        Question(path, _text(path, asked[path].test.ask if path in asked else None), _settled_by(path, findings))
        for path in ranked
    ]


def path_to_ask(leaf: Leaf) -> str:
    """The path of a test; a member not yet spoken of (number 0) is left open: m.insured.医保."""
    return open_path(leaf.path) if leaf.path.startswith("m[0]") else leaf.path


def _of_person(question: Question, reading: Reading) -> Question:
    """The question with the person it is about: 老伴现在还能干活吗？"""
    for member in reading.members:
        if question.path.startswith(f"m[{member.number}].") and member.relation not in ("本人", ""):
            words = question.text.removeprefix("孩子").removeprefix("他").removeprefix("老人")
            return replace(question, text=f"{member.relation}{words}"[:60])
    return question


def _settled_by(path: str, findings: Iterable[Finding]) -> tuple[str, ...]:
    wanted = {open_path(path)} | (set(_PER_HEAD) if path == _SIZE else set())
    return tuple(dict.fromkeys(finding.rule.id for finding in findings if wanted & finding.open_paths))


def _cost(path: str) -> float:
    term = _term(path)
    return _COST[term.type] * (_RECORD if term.who == "部门比对" else 1.0)


def _question(path: str, ask: str | None = None) -> Question:
    return Question(path, _text(path, ask))


def _text(path: str, ask: str | None) -> str:
    return ask or _term(path).ask


def _term(path: str) -> Term:
    return load_vocabulary()[open_path(path)]
