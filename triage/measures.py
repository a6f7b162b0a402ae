"""From a finding of the engine to a measure as shown (措施): why, what is missing, clauses, offices, warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.citation import Citation
from corpus.model import Notice
from corpus.notices import citation_notices
from corpus.vocabulary import open_path, term_of
from triage.engine import Leaf, Truth
from triage.fact_lines import fact_line
from triage.grounds import address_words
from triage.model import Clock, Measure, Member, Missing, Verdict
from triage.questions import path_to_ask
from triage.referral import Referral, refer_offices
from triage.rules.schema import Rule
from triage.shipped import read_data
from triage.verdict import Finding

LONGEST_WHY = 200
_LONGEST_SIGNS, _LONGEST_GAPS = 90, 60
LOCAL_LIMIT = "本地时限未录入"


def describe(
    finding: Finding, citations: tuple[Citation, ...], members: Sequence[Member], place: str | None, day: dt.date
) -> Measure:
    """The measure as staff read it. A finding without any clause is never likely."""
    rule = finding.rule
    offices = refer_offices(rule, citations, place, day)
    verdict = _verdict(finding, citations)
    missing = tuple(_missing(finding, citations)) if verdict is Verdict.NEED_INFO else ()
    return Measure(
        id=rule.id,
        name=rule.name,
        domain=rule.domain,
        verdict=verdict,
        why=_why(finding, verdict, missing, members, offices.judge),
        missing=missing,
        benefit=rule.benefit if verdict is not Verdict.NOT_NOW else None,
        plain=rule.plain,
        citations=citations,
        lead=offices.lead,
        co=offices.co,
        recognised_by=rule.recognised_by,
        paid_by=rule.paid_by,
        first_contact=rule.first_contact,
        papers=rule.papers,
        clocks=tuple(_clocks(rule, citations)),
        warnings=tuple(_warnings(rule, citations, offices, place)),
        weight=rule.weight,
        told_at=finding.signs[0].evidence[0].start if finding.signs else 0,
    )


def _verdict(finding: Finding, citations: Sequence[Citation]) -> Verdict:
    if finding.verdict is Verdict.LIKELY and not citations:
        return Verdict.NEED_INFO
    return finding.verdict


def _missing(finding: Finding, citations: Sequence[Citation]) -> Iterator[Missing]:
    seen: set[tuple[str | None, str]] = set()
    for leaf in finding.settled.missing:
        for gap in _gaps(finding, leaf):
            if (gap.path, gap.text) not in seen:
                seen.add((gap.path, gap.text))
                yield gap
    if not seen and not citations:
        yield Missing(None, _words()["no_ground"], "部门比对")


def _gaps(finding: Finding, leaf: Leaf) -> Iterator[Missing]:
    """What an open test lacks: the fact, unless it is told and only the county's figure is missing."""
    term = term_of(leaf.path)
    unsure = finding.household.told(leaf.path).leaning
    if term is not None and unsure and leaf.gap is None:
        # What was only heard or guessed is named, not asked anew.
        yield Missing(path_to_ask(leaf), _words()["confirm"].format(line=fact_line(unsure[0], ())), term.who)
    elif term is not None and not (leaf.gap is not None and finding.settled.told(leaf)):
        yield Missing(path_to_ask(leaf), _as_matter(leaf.test.ask or term.ask), term.who)
    if leaf.gap is not None:
        yield Missing(None, _words()["gap"].format(name=finding.rule.params[leaf.gap].name), "部门比对")


def _why(finding: Finding, verdict: Verdict, missing: Sequence[Missing], members: Sequence[Member], judge: str) -> str:
    words = _words()
    if finding.outside:
        numbers = {f.path[2 : f.path.index("]")] for f in finding.outside}
        who = "、".join(dict.fromkeys(m.relation for m in members if str(m.number) in numbers)) or "别人家的人"
        return words["outside"].format(who=who)
    because = _listed(list(dict.fromkeys(_because(finding, verdict, members))), _LONGEST_SIGNS)
    because = f"{because}。" if because else words["named"]
    if verdict is Verdict.NEED_INFO and not any(gap.path for gap in missing) and finding.settled.truth is Truth.TRUE:
        return words["no_clause"].format(because=because, judge=judge)[:LONGEST_WHY]
    told = _listed([gap.text for gap in missing], _LONGEST_GAPS)
    if_so = "、".join(_lines(finding)) or words["all_hold"]
    return words[verdict.value].format(because=because, missing=told, judge=judge, if_so=if_so)[:LONGEST_WHY]


def _as_matter(question: str) -> str:
    """A question as a thing to find out: 房子鉴定过没有？是几级？ -> 房子鉴定过没有，是几级."""
    return question.rstrip("？?").replace("？", "，").replace("?", "，")


def _listed(parts: Sequence[str], longest: int) -> str:
    """As many whole parts as there is room for, the first one always; how many there are when some are left out."""
    shown = list(parts[:1])
    for part in parts[1:]:
        if len("；".join([*shown, part])) > longest:
            return "；".join(shown) + _words()["several"].format(count=len(parts))
        shown.append(part)
    return "；".join(shown)


def _lines(finding: Finding) -> Iterator[str]:
    """The open limits in words: 政策范围内自付超过8000元."""
    for leaf in finding.settled.missing:
        term, bounds = term_of(leaf.path), _words()
        for name in ("gt", "ge", "lt", "le"):
            bound = getattr(leaf.test, name)
            if term is not None and isinstance(bound, int | float):
                yield f"{term.says}{bounds[name]}{bound:g}{term.base_unit or ''}"


def _because(finding: Finding, verdict: Verdict, members: Sequence[Member]) -> Iterator[str]:
    """What speaks for it (likely, open), against it (not now), or that it is received."""
    settled = finding.settled
    if verdict is Verdict.ALREADY:
        yield from (_said(leaf, True) for leaf in finding.already)
    elif verdict is Verdict.NOT_NOW:
        yield from (_against(leaf, finding, members) for leaf in settled.reasons())
    else:
        yield from (fact_line(fact, members) for fact in finding.signs)
        heard = [(fact.path, fact.value) for fact in finding.signs]  # those lines say it already
        holding = [leaf for leaf in settled.holding() if (leaf.path, leaf.test.is_) not in heard]
        yield from (_said(leaf, True) for leaf in holding if not leaf.test.trigger)


def _against(leaf: Leaf, finding: Finding, members: Sequence[Member]) -> str:
    """A reason against, in the words of the fact that is one."""
    facts = finding.told(leaf)
    return fact_line(facts[0], members) if facts else _said(leaf, finding.settled.at(leaf) is Truth.TRUE)


def _said(leaf: Leaf, holds: bool) -> str:
    term = term_of(leaf.path)
    text = leaf.test.text or (term.says if term else open_path(leaf.path))
    return text if holds else _words()["denied"].format(what=text)


def _clocks(rule: Rule, citations: Sequence[Citation]) -> Iterator[Clock]:
    """The rule's limits; one whose clause is not among the citations counts as not filled in."""
    for limit in rule.limits:
        ground = rule.grounds[limit.ground] if limit.ground is not None else None
        source = next((c for c in citations if ground is not None and c.clause.address == ground.address), None)
        if source is None:
            yield Clock(limit.name, limit.start_event, None, None, LOCAL_LIMIT)
        else:
            words = f"《{source.document.title}》{address_words(source.clause.address)}"
            yield Clock(limit.name, limit.start_event, limit.days, limit.working, words)


def _warnings(rule: Rule, citations: Sequence[Citation], offices: Referral, place: str | None) -> Iterator[Notice]:
    yield from citation_notices(citations, place)
    yield from offices.notices
    unsure = list(rule.unverified)
    if not citations:
        yield Notice("unverified", _words()["no_clause_warning"].format(name=rule.name))
    elif unsure:
        yield Notice("unverified", _words()["unverified"].format(what="；".join(unsure)))


@cache
def _words() -> dict[str, str]:
    return {key: str(value) for key, value in read_data("wording.yaml").items()}
