"""At a household's door (入户): which case a clause is for, what to ask first, what may be said and what never.

Made from the rules of triage and the clauses they rest on. Nothing is asked that the cited clause does not carry: the
question shares its words, and the wrong options share none.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.training.choosing import Option, draw
from bot.training.items import QuizItem
from bot.training.making import Asked
from bot.training.sources import Source
from bot.training.words import actors_in, load
from corpus.model import Shelved, Span
from corpus.topics import topics_of
from corpus.vocabulary import term_of
from corpus.zhtext import fold
from triage.rules.book import RuleBook
from triage.rules.documents import on_shelf
from triage.rules.schema import Rule, tests_of

_DECIDES = re.compile("审核|审批|核准|认定|批准|确认|核实|评议")
# A measure that a household can be said to get; not a class, nor a way of counting.
_GRANTED = re.compile("(?!.*(?:不计入|纳入监测|停发|台账|监测|管理|→))[^:：]{2,16}")
_SAID = re.compile("[^…~]{3,12}")
_TEXT_MAX = 22
_QUOTE_MIN = 10
_SAYING_MIN = 14
_TELLING_WORD = 4
_SAME_RUN = 4
_WORDS_A_CLAUSE = 6
_REASON_QUOTE_MAX = 90


@dataclass(frozen=True)
class Case:
    """One rule with a clause of the shelf that it rests on, and the sentence of it that says most of the rule.

    foremost: no other rule is said more of by that sentence.
    """

    rule: Rule
    source: Source
    span: Span
    foremost: bool = True

    @cached_property
    def paths(self) -> frozenset[str]:
        """The facts that the rule reads or asks for."""
        return frozenset({test.path for test in tests_of(self.rule.when)} | set(self.rule.asks))

    @cached_property
    def quote(self) -> str:
        """The words of the clause that the item rests on."""
        return self.source.words(self.span)

    @cached_property
    def fits(self) -> bool:
        """Whether the quoted words are on the measure itself: its own words stand in them, or half of its name."""
        words = (*self.rule.about, *re.split("[(（、→:：]", self.rule.name)[:1])
        own = {word for word in words if len(word) >= 2 and fold(word) in fold(self.quote)}
        named = pairs_of(re.split("[(（→:：]", self.rule.name)[0])
        telling = max(map(len, own), default=0) >= _TELLING_WORD or len(own) > 1
        shared = len(named & pairs_of(self.quote))
        return self.foremost and bool(own) and shared > 0 and (telling or 2 * shared >= len(named))

    @cached_property
    def situation(self) -> str:
        """A household that touches the rule, in the words of its triggers; "" when they say none."""
        texts = [test.text for test in tests_of(self.rule.when) if test.trigger and test.text]
        fit = [
            text
            for text in dict.fromkeys(texts)
            if len(text) <= _TEXT_MAX and not re.search(load("words.yaml")["no_household"], text)
        ]
        return fit[draw(self.rule.id, len(fit))] if fit else ""

    @cached_property
    def questions(self) -> dict[str, str]:
        """Path -> question of each test of the rule that a household can answer."""
        found = {}
        for test in tests_of(self.rule.when):
            term = term_of(test.path)
            if term is not None and term.who != "部门比对":
                found[test.path] = test.ask or term.ask
        return found


def cases(book: RuleBook, sources: Sequence[Source], place: str | None, day: dt.date) -> list[Case]:
    """Each rule of the place and day with each of its clauses that may be asked."""
    held = on_shelf(_shelves(sources), day)
    by_address = {(one.shelved.document.document_id, one.clause.address): one for one in sources}
    found: list[tuple[int, Case]] = []
    most: dict[tuple[int, Span], int] = {}
    for rule in book.in_force(place, day):
        for ground in rule.grounds:
            shelved = held.get(ground.document)
            source = shelved and by_address.get((shelved.document.document_id, ground.address))
            if source and source.spans:
                said, span = _fitting(source, rule, ground.must)
                found.append((said, Case(rule, source, span)))
                most[id(source), span] = max(said, most.get((id(source), span), 0))
    return [replace(case, foremost=said == most[id(case.source), case.span]) for said, case in found]


def _shelves(sources: Sequence[Source]) -> list[Shelved]:
    return list({one.shelved.document.document_id: one.shelved for one in sources}.values())


def _fitting(source: Source, rule: Rule, words: Sequence[str]) -> tuple[int, Span]:
    """The sentence that says most of the words and of the rule's name, and how much; a bare heading comes last."""
    every = frozenset((*words, *rule.about))
    named = pairs_of(re.split("[(（→:：]", rule.name)[0])

    def said(span: Span) -> tuple[bool, int, int]:
        text = span.of(source.clause.text)
        first = min((text.find(word) for word in every if word in text), default=len(text))
        return len(text) >= _SAYING_MIN, sum(word in text for word in every) + len(named & pairs_of(text)), -first

    best = max(source.spans, key=said)
    return said(best)[1], best


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of characters of a text that tell something of its matter."""
    plain = fold(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) - frozenset(load("words.yaml")["common_pairs"])


def door_items(all_cases: Sequence[Case], asked: Sequence[Source]) -> Iterator[QuizItem]:
    """The items of all rules on all their clauses; asked: all clauses of the shelf."""
    citing: dict[int, list[Case]] = {}
    for case in all_cases:
        citing.setdefault(id(case.source), []).append(case)
    said_of: dict[str, set[str]] = {}
    for case in all_cases:
        for name in case.rule.names:
            said_of.setdefault(fold(name), set()).add(case.rule.id)
    _add_papers(said_of, all_cases, asked)
    for case in all_cases:
        beside = citing[id(case.source)]
        strangers = _strangers(case, beside, all_cases)
        said = (item for words in _own_words(case, said_of) if (item := _said(case, words, strangers)) is not None)
        yield from itertools.islice(said, _WORDS_A_CLAUSE)
        yield from _asked_first(case, beside, strangers)
        yield from _spoken_of(case)
        if case is beside[0]:
            yield from _situations(case, strangers)


def _add_papers(said_of: Mapping[str, set[str]], all_cases: Sequence[Case], asked: Sequence[Source]) -> None:
    """Words that clauses use which the rule does not rest on mean something else there as well (过渡期, 养老服务)."""
    grounds: dict[str, set[int]] = {}
    for case in all_cases:
        grounds.setdefault(case.rule.id, set()).add(id(case.source))
    for name, rules in said_of.items():
        own = set().union(*(grounds[rule] for rule in rules))
        if any(name in source.folded for source in asked if id(source) not in own):
            rules.add("")


def _strangers(case: Case, beside: Sequence[Case], all_cases: Sequence[Case]) -> list[Case]:
    """Cases of other domains that share no fact with the rules on this clause, one a rule, in drawn order."""
    domains = {other.rule.domain for other in beside}
    triggers = {path for other in beside for path in other.rule.trigger_paths}
    rules = {other.rule.id for other in beside}
    found = {
        other.rule.id: other
        for other in all_cases
        if other.rule.domain not in domains
        and other.rule.id not in rules
        and not other.rule.trigger_paths & triggers
        and not _touches(other.situation, case.source.clause.text)
        and not share(other.rule.name, case.source.clause.text)
    }
    name = f"{case.rule.id}{case.source.clause.address}"
    return sorted(found.values(), key=lambda other: draw(f"{name}{other.rule.id}", 1 << 30))


def _own_words(case: Case, said_of: Mapping[str, set[str]]) -> list[str]:
    """What a household calls the measure and nothing else, in drawn order: no word of another rule or paper."""
    rule = case.rule
    if not case.fits or re.search("[:：]", rule.name):  # a class among others of one measure: words fit all
        return []
    fit = [n for n in rule.names if said_of[fold(n)] == {rule.id} and not _spells(n, rule.name) and _SAID.fullmatch(n)]
    data = load("words.yaml")
    broken = re.compile(data["broken_words"])
    whole = [
        name
        for name in fit
        if not any(one != name and one.startswith(name) for one in rule.names)  # 大病报, 大病报销
        and not broken.search(name)
        and all(re.search(says, case.quote) for asks, says in data["asks_for"] if re.search(asks, name))
    ]
    return sorted(whole, key=lambda name: draw(f"{rule.id}{case.source.where}{name}", 1 << 30))


def _said(case: Case, words: str, strangers: Sequence[Case]) -> QuizItem | None:
    """What a household's own words are called officially; None where the words alone give it away."""
    rule, source = case.rule, case.source
    wrong = [
        Option(other.rule.name, f"{about}，“{words}”说的不是它。")
        for other in strangers
        if not _bears_on(other.rule, words) and (about := _about(other, source))
    ]
    asked = Asked(
        source,
        case.span,
        "door-said",
        "door",
        f"{rule.id}{words}",
        topic=rule.domain,
        told=f"住户说“{words}”，要往{rule.name}上问。",
    )
    stem = f"住户说起“{words}”。{source.opening}{source.where}，先往下列哪一项上问？"
    return asked.single(stem, rule.name, _covered(words, rule.name, wrong))


def _bears_on(rule: Rule, words: str) -> bool:
    """Whether a household's words may mean a measure as well: of the matter of its domain, or much like its names."""
    domains = load("words.yaml")["domains"]
    meant = {domains[topic] for topic in topics_of(fold(words)) if topic in domains}
    return rule.domain in meant or any(share(words, name) for name in rule.names)


def _about(case: Case, asked: Source) -> str:
    """What a measure is about, for a reason: its domain, or what its clause says where that tells nothing; else "".

    asked: the clause of the question; a clause of another paper is named with its date and standing.
    """
    rule, data = case.rule, load("words.yaml")
    if rule.domain != data["last_domain"]:
        return f"{rule.name}管的是{rule.domain}方面的事"
    quote = case.quote.rstrip("。；;")
    apart = case.source.shelved.document.document_id != asked.shelved.document.document_id
    where = f"（{case.source.opening.removeprefix('据')}）" if apart else ""
    return f"{rule.name}那一条{where}写的是“{quote}”" if case.fits and len(quote) <= _REASON_QUOTE_MAX else ""


def _covered(words: str, right: str, wrong: Sequence[Option]) -> list[Option]:
    """Wrong options of which one shares words with the stem as well, where the right one does; none when none does."""
    if not _share_letters(words, right):
        return list(wrong[:8])
    alike = [one for one in wrong if _share_letters(words, one.text)]
    return [*alike[:2], *(one for one in wrong if one not in alike)][:3] if alike else []


def _share_letters(one: str, other: str) -> bool:
    """Whether two texts have two characters in a row in common, whatever they say."""
    plain, whole = fold(one), fold(other)
    return any(plain[i : i + 2] in whole for i in range(len(plain) - 1))


def _asked_first(case: Case, beside: Sequence[Case], strangers: Sequence[Case]) -> Iterator[QuizItem]:
    """Which question helps to see whether the clause bears on a household."""
    if _takes_any(case) or not case.fits:
        return
    text = case.source.clause.text
    own = [
        ask
        for path, ask in case.questions.items()
        if not path.startswith(("h.urgency.", "h.cope", "h.risks")) and share(ask + _says(path), case.quote)
    ]
    if not own:
        return
    known = {path for other in beside for path in other.paths}
    wrong = [
        Option(ask, f"问“{ask}”说明不了{case.rule.name}，{case.source.where}也没有提到。")
        for other in strangers
        for path, ask in other.questions.items()
        if path not in known and not _is_general(path, case.rule.domain) and not _touches(ask + _says(path), text)
    ]
    asked = Asked(case.source, case.span, "door-ask", "door", case.rule.id, topic=case.rule.domain)
    wrong.sort(key=lambda one: draw(f"{asked.item_id}{one.text}", 1 << 30))
    own.sort(key=lambda ask: draw(f"{asked.item_id}{ask}", 1 << 30))
    choices = [(ask, covered) for ask in own if (covered := _covered(case.rule.name, ask, wrong))]
    if not choices:
        return
    right, covered = choices[0]
    stem = f"入户了解{case.rule.name}。{case.source.opening}{case.source.where}，下列哪一句和这一条有关，要先问清？"
    item = asked.single(stem, right, covered)
    if item is not None:
        yield item


def _situations(case: Case, strangers: Sequence[Case]) -> Iterator[QuizItem]:
    """Which of four households the clause is for."""
    quote = case.quote.rstrip("。；;")
    if not case.situation or len(quote) < _QUOTE_MIN or not share(case.situation, quote):
        return
    if not _follows(case.situation, quote):
        return
    if _takes_any(case) or _opposed(case.situation, quote):
        return
    wrong = [
        Option(other.situation, f"“{other.situation}”要看的是{other.rule.name}，这一条没有说到。")
        for other in _unlike(strangers)
    ]
    asked = Asked(case.source, case.span, "door-household", "door", case.rule.id, topic=case.rule.domain)
    stem = f"{case.source.opening}{case.source.where}：“{quote}”。下面四户，哪一户最该照这一条去看？"
    item = asked.single(stem, case.situation, wrong[:8])
    if item is not None:
        yield item


def _follows(situation: str, quote: str) -> bool:
    """Whether a clause speaks of what is told of a household beside the group that it is in (低保, 停了)."""
    data = load("words.yaml")
    if re.search(data["standing_of_house"], situation):
        return True
    said = re.split("|".join((*data["groups"], data["told_of_any"])), situation)
    return any(part in quote if len(part) == 1 else _share_letters(part, quote) for part in said if part)


def _unlike(strangers: Sequence[Case]) -> list[Case]:
    """The cases whose situations say something else than the ones before (低保边缘家庭 once)."""
    kept: list[Case] = []
    runs: set[str] = set()
    for other in strangers:
        own = {other.situation[i : i + _SAME_RUN] for i in range(len(other.situation) - _SAME_RUN + 1)}
        if other.situation and runs.isdisjoint(own):
            runs |= own
            kept.append(other)
    return kept


def _spoken_of(case: Case) -> Iterator[QuizItem]:
    """What may be said at the door of a measure that others decide on."""
    words = case.span.of(case.source.clause.text)
    if not case.fits or not _DECIDES.search(words) or not actors_in(words) or not _GRANTED.fullmatch(case.rule.name):
        return
    sayings = load("words.yaml")["sayings"]
    told = "办不办、给多少由有权的单位定，驻村的人只能说可能适用。"
    asked = Asked(case.source, case.span, "door-say", "door", case.rule.id, told=told, topic=case.rule.domain)
    name = re.split("[(（]", case.rule.name)[0]
    fair = sayings["fair"][draw(asked.item_id, len(sayings["fair"]))].format(name=name)
    wrong = [Option(one["say"].format(name=name), one["why"]) for one in sayings["unfair"]]
    stem = f"住户问{name}能不能办下来。{case.source.opening}{case.source.where}，下列哪句话可以对他说？"
    item = asked.single(stem, fair, wrong)
    if item is not None:
        yield item


def _spells(short: str, name: str) -> bool:
    """Whether the name spells the short words out (特困供养, 特困人员救助供养): then nothing is asked."""
    letters = iter(name)
    return all(letter in letters for letter in short)


def _takes_any(case: Case) -> bool:
    """Whether the measure is for a hardship of any kind: then every wrong option would bear on it as well."""
    data = load("words.yaml")
    named, told = re.search(data["any_hardship"], case.rule.name), re.search(data["hardships"], case.quote)
    return named is not None or told is not None


def _opposed(situation: str, quote: str) -> bool:
    """Whether the household is below a line and the clause is on those above it."""
    data = load("words.yaml")
    above, below = (re.compile(data[name]) for name in ("above", "below"))
    return bool(below.search(situation) and above.search(quote) and not below.search(quote))


def _is_general(path: str, domain: str) -> bool:
    """Whether a fact is worth asking for any measure of a domain, or its question does not say what it is about."""
    data = load("words.yaml")
    means = data["means_paths"] if domain in data["means_tested"] else ()
    return path.startswith((*data["general_paths"], *data["vague_paths"], *means))


def _says(path: str) -> str:
    term = term_of(path)
    return term.says if term is not None else ""


def _touches(words: str, text: str) -> bool:
    """Whether words share something telling with a text, or speak of a matter that it speaks of as well."""
    return share(words, text) or not frozenset(topics_of(fold(words))).isdisjoint(topics_of(fold(text)))


def share(one: str, other: str) -> bool:
    """Whether two texts share a word of two characters that says something."""
    plain, whole = fold(one), fold(other)
    common = load("words.yaml")["common_pairs"]
    return any(plain[i : i + 2] in whole and plain[i : i + 2] not in common for i in range(len(plain) - 1))
