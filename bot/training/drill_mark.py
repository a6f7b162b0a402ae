"""Marking a drill (演练评分): against what triage finds in the whole story, danger first, each remark with its clause.

A good question outside the key is no error. A promise, or 符合 said to a household, is one and costs dear; a danger
that was not named caps the mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.training.drill import paths_asked, says
from bot.training.sources import spoken, titled
from bot.training.words import load
from corpus.departments import Departments
from corpus.vocabulary import open_path
from corpus.zhtext import fold
from triage.model import Measure, Outlook, Verdict
from triage.rules.book import RuleBook

WEIGHTS = {"danger": 30, "questions": 25, "measures": 25, "offices": 15, "categories": 5}
NAMES = {"danger": "险情", "questions": "追问", "measures": "措施", "offices": "单位", "categories": "类别"}
WITHOUT_DANGER = 40
PROMISE_COST = 30
PASS = 60
_WRONG_COST = 0.2
_QUESTIONS = 3
_TELLING_PAIRS = 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a learner did: questions put; and what he named. say: what he would tell the household."""

    questions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    urgent: str = ""
    say: str = ""


@dataclass(slots=True)
class Part:
    """One part of the mark: the share reached (0 to 1; None = the story asks nothing of it) and the remarks."""

    share: float | None
    told: list[str] = field(default_factory=list)


def mark(outlook: Outlook, book: RuleBook, attempt: Attempt) -> dict[str, Any]:
    """The mark of an attempt: {"score", "passed", "parts", "told"}, danger before all."""
    parts = {
        "danger": _danger(outlook, attempt),
        "questions": _questions(outlook, attempt.questions),
        "measures": _measures(outlook, book, attempt.measures),
        "offices": _offices(outlook, attempt.offices),
        "categories": _categories(outlook, attempt.categories),
    }
    counted = {name: part for name, part in parts.items() if part.share is not None}
    whole = sum(WEIGHTS[name] for name in counted)
    score = sum(WEIGHTS[name] * (part.share or 0) for name, part in counted.items()) * 100 / whole if whole else 100.0
    promised = list(promises("。".join((attempt.say, *attempt.measures))))
    score -= PROMISE_COST * bool(promised)
    missed = outlook.urgent != () and not parts["danger"].share
    score = min(score, WITHOUT_DANGER) if missed else score
    told = [*parts["danger"].told, *promised]
    told += [line for name, part in parts.items() if name != "danger" for line in part.told]
    points = {name: None if part.share is None else round(100 * part.share) for name, part in parts.items()}
    final = max(0, round(score))
    return {"score": final, "passed": final >= PASS and not missed and not promised, "parts": points, "told": told}


def promises(words: str) -> Iterable[str]:
    """What in words to a household nobody may say, each with the reason."""
    for entry in load("grading.yaml")["promises"]:
        found = re.search(entry["words"], words)
        if found:
            yield f"“{found[0]}”不能说：{entry['why']}；改说“可能适用，以有权单位认定为准”。"


def _danger(outlook: Outlook, attempt: Attempt) -> Part:
    said = fold(attempt.urgent)
    if not outlook.urgent:
        if said and not re.fullmatch("无|没有|不紧急|否|没有险情", said):
            return Part(0.5, ["这件事没有眼前的险情，不必按特急办。"])
        return Part(None)
    held, told = 0, []
    for danger in outlook.urgent:
        steps = [step for step in re.split("[，。；、]", danger.text) if len(step) >= 4]
        called = any(re.search(_called().get(number, number), said) for number in danger.call)
        named = called or any(_near(step, said) for step in steps) or _shared(danger.text, said) >= _TELLING_PAIRS
        held += named
        told.append(f"险情{'说对了' if named else '漏了'}：{danger.text}（电话 {'、'.join(danger.call) or '无'}）")
    return Part(held / len(outlook.urgent), told)


def _called() -> dict[str, str]:
    """Number -> how people say that they call it, as a pattern."""
    return {str(number): words for number, words in load("grading.yaml")["calls"].items()}


def _shared(text: str, said: str) -> int:
    """How many pairs of characters that tell something two texts share."""
    plain, common = fold(text), load("words.yaml")["common_pairs"]
    pairs = {said[i : i + 2] for i in range(len(said) - 1)}
    return sum(pair in plain and pair not in common and "一" <= pair[0] <= "龥" for pair in pairs)


def _near(step: str, said: str) -> bool:
    grams = {fold(step)[i : i + 2] for i in range(len(fold(step)) - 1)}
    return bool(grams) and sum(gram in said for gram in grams) >= 0.6 * len(grams)


def _questions(outlook: Outlook, asked: Sequence[str]) -> Part:
    """Full for three questions that the key holds: what triage would ask, or what the story would answer."""
    wanted = [open_path(question.path) for question in outlook.questions]
    told_of = {open_path(fact.path) for fact in outlook.reading.facts}
    if not wanted and not told_of:
        return Part(None)
    asks = {open_path(question.path): question.text for question in outlook.questions}
    hits, told = set[str](), []
    for question in asked:
        about = paths_asked(question, asks)
        good = about & (set(wanted) | told_of)
        if good - hits:
            hits |= set(sorted(good)[:1])
            told.append(f"问得好：“{question}”问到了{says(sorted(good)[0])}。")
        elif about:
            told.append(f"“{question}”不在要点里，也不扣分。")
        else:
            told.append(f"“{question}”没看出问的是哪件事；一次问一件。")
    enough = min(_QUESTIONS, len(set(wanted) | told_of))
    told += [
        f"还该问：{question.text}"
        for question in outlook.questions[:_QUESTIONS]
        if open_path(question.path) not in hits
    ]
    return Part(min(1.0, len(hits) / enough), told)


def _measures(outlook: Outlook, book: RuleBook, named: Sequence[str]) -> Part:
    offered = [m for m in outlook.measures if m.verdict in (Verdict.LIKELY, Verdict.NEED_INFO)]
    likely = [m for m in offered if m.verdict is Verdict.LIKELY] or offered[:2]
    if not offered and not named:
        return Part(None)
    meant = {words: meant_by(words, book) for words in named}
    all_meant = frozenset().union(*meant.values()) if meant else frozenset()
    hit = [m for m in likely if m.id in all_meant]
    told = [f"{m.name}：{_why(m)}" for m in likely]
    told += [f"漏了{m.name}。" for m in likely if m not in hit]
    touched = {m.id: m for m in outlook.measures}
    wrong = 0
    for words, ids in meant.items():
        if not ids:
            told.append(f"没有“{words}”这项措施；请用规则里的名称。")
        elif not ids & set(touched):
            wrong += 1
            told.append(f"“{words}”和这家的事对不上，来电没有说到它的条件。")
        elif all(touched[i].verdict is Verdict.NOT_NOW for i in ids & set(touched)):
            wrong += 1
            told.append(f"“{words}”眼下不适用：{touched[min(ids & set(touched))].why}")
    share = len(hit) / len(likely) if likely else 1.0
    return Part(max(0.0, share - _WRONG_COST * wrong), told)


def meant_by(words: str, book: RuleBook) -> frozenset[str]:
    """The rules that words name: by id, by name, or by what callers call them."""
    plain = fold(words).strip()
    found = set()
    for rule in book.rules:
        names = [fold(rule.name), fold(re.split("[(（]", rule.name)[0]), *map(fold, rule.names)]
        if (
            plain.upper() == rule.id
            or any(plain == name or (len(name) >= 3 and name in plain) for name in names)
            or len(plain) >= 2
            and plain in names[0]
        ):
            found.add(rule.id)
    return frozenset(found)


def _why(measure: Measure) -> str:
    state = {Verdict.LIKELY: "可能适用", Verdict.NEED_INFO: "还差情况", Verdict.ALREADY: "已经在享受"}.get(
        measure.verdict, ""
    )
    if not measure.citations:
        return f"{state}，{measure.why}"
    first = measure.citations[0]
    quote = " ".join(first.quote.split())
    return f"{state}，{measure.why} 依据{titled(first.document.title)}{spoken(first.clause.address)}：“{quote}”"


def _offices(outlook: Outlook, named: Sequence[str]) -> Part:
    register = Departments.load()
    offered = [m for m in outlook.measures if m.verdict in (Verdict.LIKELY, Verdict.NEED_INFO)][:3]
    wanted = list(dict.fromkeys(register.lookup(o.today or o.name).family or o.name for m in offered for o in m.lead))
    if not wanted:
        return Part(None)
    also = {register.lookup(o.today or o.name).family for m in outlook.measures for o in (*m.lead, *m.co)}
    said = {register.lookup(words).family for words in named}
    hit = [family for family in wanted if family in said]
    told = [f"单位说对了：{family}。" for family in hit] + [
        f"还要找{family}。" for family in wanted if family not in hit
    ]
    wrong = [words for words in named if register.lookup(words).family not in also]
    told += [f"“{words}”不管这家眼前的事。" for words in wrong]
    return Part(max(0.0, len(hit) / len(wanted) - _WRONG_COST * len(wrong)), told)


def _categories(outlook: Outlook, named: Sequence[str]) -> Part:
    wanted = [category for category in outlook.categories if category.status in ("yes", "likely")]
    denied = {category.name: category for category in outlook.categories if category.status == "no"}
    if not wanted and not named:
        return Part(None)
    hit = [category for category in wanted if any(category.name in words or words in category.name for words in named)]
    told = [f"类别：{c.name}（{c.why}）" + ("" if c in hit else "，漏了") for c in wanted]
    wrong = [words for words in named if words in denied]
    told += [f"不是{words}：{denied[words].why}" for words in wrong]
    share = len(hit) / len(wanted) if wanted else 1.0
    return Part(max(0.0, share - _WRONG_COST * len(wrong)), told)
