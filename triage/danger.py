"""Dangers in a story (险情): what must be done at once, before anything else is looked at.

A sign (喘不上气, 着火了, 不想活了) counts only when it is told of here and now: not denied, past, feared, hearsay,
somebody else's, over, or a figure of speech. Signs, what takes them away, steps and numbers stand in data/danger.yaml
with their sources. One entry a danger.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from corpus.errors import KnowledgeError
from corpus.model import Span
from triage.model import Certainty, Danger, Fact, Reading, Story, Time
from triage.shipped import pattern, read_data

FILE = "danger.yaml"
_CLAUSE_END = re.compile(r"[，,。！？!?；;：:、\n…—]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n…]+")
_BLANK = "□"
_OWN_NEAR = 60
_HINTS_NEAR = 45
_MOST_NEAR = 40
# A sentence without an end is cut; endless repetition is looked at only so far.
_LONGEST_LOOK = 200
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that tell of a danger (险情的话). kind: a danger of danger.yaml; path: the fact they make."""

    kind: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class _SignRule:
    is_: re.Pattern[str]
    with_: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Hint:
    is_: re.Pattern[str]
    points: int


@dataclass(frozen=True, slots=True)
class DangerRule:
    """One danger of danger.yaml. measures: the rules that take the household on once the danger is met."""

    kind: str
    path: str
    call: tuple[str, ...]
    reason: str
    steps: str
    signs: tuple[_SignRule, ...]
    hints: tuple[_Hint, ...]
    enough: int
    never: re.Pattern[str] | None
    over: re.Pattern[str] | None
    recent: bool
    policy: bool
    feared: bool
    threat: bool
    anybody: bool
    strict: bool
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    figures: tuple[re.Pattern[str], ...]
    cues: dict[str, re.Pattern[str]]
    kin: re.Pattern[str]
    now: re.Pattern[str]
    dangers: tuple[DangerRule, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sign stands: the clause before and around it, its sentence, and the sentences beside it."""

    before: str
    behind: str
    clause: str
    earlier: str
    sentence: str
    later: str
    after: str
    around: str
    asks: bool


@dataclass(frozen=True, slots=True)
class _Scan:
    """A text as it was looked through: figures of speech blanked out, signs of a danger now, and those of none."""

    plain: str
    clauses: list[int]
    sentences: list[int]
    found: list[Sign]
    dismissed: list[Sign]


def find_dangers(story: Story, reading: Reading) -> tuple[Danger, ...]:
    """The dangers of a story, gravest first, one entry each with its steps in order and the numbers to call.

    Facts of `reading` about urgency count too, where their words tell of a danger now.
    """
    scan = _look(story.text)
    kinds: dict[str, list[str]] = {}
    for sign in scan.found:
        kinds.setdefault(sign.kind, []).append(sign.span.of(story.text))
    paths = {sign.path for sign in scan.found}
    for fact in reading.facts:
        if _says_danger(fact) and fact.path not in paths and _confirms(fact, scan):
            kinds.setdefault(_BY_PATH[fact.path], []).append(fact.evidence[0].of(story.text))
    if any(kind in kinds for kind in _WITH_SYMPTOMS):
        kinds.pop("medical", None)
    return tuple(_danger(rule, kinds[rule.kind]) for rule in _book().dangers if rule.kind in kinds)


def settle_urgency(story: Story, reading: Reading) -> Reading:
    """The reading with facts of urgency (h.urgency.…) only where the story tells of a danger now, one for each path."""
    scan = _look(story.text)
    kept = [fact for fact in reading.facts if not _says_danger(fact) or _confirms(fact, scan)]
    known = {fact.path for fact in kept if _says_danger(fact)}
    for sign in sorted(scan.found, key=lambda sign: sign.span.start):
        if sign.path not in known:
            known.add(sign.path)
            kept.append(Fact(sign.path, True, (sign.span,)))
    return replace(reading, facts=tuple(sorted(kept, key=lambda fact: fact.evidence[0].start)))


# Their own steps bring the ambulance: what is told of the sick makes no second entry.
_WITH_SYMPTOMS = ("poison", "gas")

_BY_PATH = {
    "h.urgency.suicide_hint": "suicide",
    "h.urgency.danger_to_life": "medical",
    "h.urgency.violence": "violence",
    "h.urgency.minor_alone": "minor_alone",
    "h.urgency.no_food": "no_food",
    "h.urgency.no_shelter": "no_shelter",
}


def find_signs(text: str) -> tuple[Sign, ...]:
    """The words of a text that tell of a danger now, in order."""
    return tuple(sorted(_look(text).found, key=lambda sign: (sign.span.start, sign.span.end)))


def danger_rule(kind: str) -> DangerRule | None:
    """The entry of danger.yaml of this kind, None if there is none."""
    return next((rule for rule in _book().dangers if rule.kind == kind), None)


def _danger(rule: DangerRule, words: list[str]) -> Danger:
    signs = "、".join(dict.fromkeys(word.strip("，。、 ") for word in words))
    return Danger(rule.steps.replace("{signs}", f"“{signs[:40]}”"), rule.call, rule.reason, rule.kind)


def _says_danger(fact: Fact) -> bool:
    held = fact.value is True and not fact.denied and fact.holder != "other"
    return held and fact.path in _BY_PATH and fact.time is Time.NOW and fact.certainty is Certainty.STATED


def _confirms(fact: Fact, scan: _Scan) -> bool:
    """Whether the words of a fact about urgency tell of a danger now: seen here, or at least not taken away."""
    span = fact.evidence[0]
    overlapping = [s for s in (*scan.found, *scan.dismissed) if s.span.start < span.end and span.start < s.span.end]
    if overlapping:
        return any(sign in scan.found and sign.path == fact.path for sign in overlapping)
    rule = danger_rule(_BY_PATH[fact.path])
    if rule is None or rule.strict or _BLANK in span.of(scan.plain):
        return False
    return _is_now(rule, None, _place(scan, span.start, span.end), _book())


def _look(text: str) -> _Scan:
    """Looks through a text for the signs of all dangers."""
    book, plain = _book(), _common(text)
    for figure in book.figures:
        plain = figure.sub(lambda match: _BLANK * len(match[0]), plain)
    scan = _Scan(plain, _cut(plain, _CLAUSE_END), _cut(plain, _SENTENCE_END), [], [])
    for rule in book.dangers:
        for sign_rule in rule.signs:
            for match in islice(sign_rule.is_.finditer(plain), _MOST_LOOKED_AT):
                if not match[0].strip():
                    continue
                place = _place(scan, match.start(), match.end())
                sign = Sign(rule.kind, rule.path, _trimmed(match))
                alone = sign_rule.with_ is not None and not sign_rule.with_.search(place.around)
                told = not alone and _is_now(rule, sign_rule, place, book)
                (scan.found if told else scan.dismissed).append(sign)
        if rule.hints and not any(sign.kind == rule.kind for sign in scan.found):
            scan.found.extend(_hinted(rule, scan))
    return scan


def _common(text: str) -> str:
    """The text with dialect words in the common words that the patterns know, each of the same length."""
    for dialect, word in read_data(FILE)["dialect"].items():
        text = text.replace(dialect, word)
    return text


def _hinted(rule: DangerRule, scan: _Scan) -> Iterator[Sign]:
    """A sign where weaker words of several groups stand together; each group counts once."""
    words = [
        (m.start(), m.end(), group) for group, hint in enumerate(rule.hints) for m in hint.is_.finditer(scan.plain)
    ]
    words.sort()
    looked = 0
    for near in _neighbours(words):
        if _points(rule, near) < rule.enough:
            continue
        looked += 1
        told = [word for word in near if _is_hint(rule, scan, word)]
        if _points(rule, told) >= rule.enough:
            start, end, _ = max(told, key=lambda word: rule.hints[word[2]].points)
            yield Sign(rule.kind, rule.path, Span(start, end))
            return
        if looked > _MOST_LOOKED_AT:
            return


def _neighbours(words: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """For each word the first word of each group that stands within reach after it."""
    for index, (start, *_) in enumerate(words):
        near: dict[int, tuple[int, int, int]] = {}
        for word in words[index : index + _MOST_NEAR]:
            if word[0] - start > _HINTS_NEAR:
                break
            near.setdefault(word[2], word)
        yield list(near.values())


def _points(rule: DangerRule, words: Iterable[tuple[int, int, int]]) -> int:
    return sum(rule.hints[group].points for group in {group for _, _, group in words})


def _is_hint(rule: DangerRule, scan: _Scan, word: tuple[int, int, int]) -> bool:
    place = _place(scan, word[0], word[1])
    return not (rule.never and rule.never.search(place.sentence)) and _is_now(rule, None, place, _book())


def _trimmed(match: re.Match[str]) -> Span:
    words = match[0]
    start = match.start() + len(words) - len(words.lstrip(f"{_BLANK} 　"))
    return Span(start, max(start + 1, match.start() + len(words.rstrip(f"{_BLANK} 　"))))


def _is_now(rule: DangerRule, sign: _SignRule | None, place: _Place, book: _Book) -> bool:
    cues = book.cues
    now = bool(book.now.search(place.sentence))
    taken_away = (
        sign is not None and sign.unless is not None and sign.unless.search(place.sentence),
        cues["denied"].search(place.before),
        place.asks,
        cues["refuted"].search(place.behind),
        cues["long_since"].search(place.later),
        cues["untrue"].search(place.sentence),
        not rule.feared and cues["hypothetical_clause"].search(place.before),
        not (rule.feared or rule.threat) and cues["hypothetical_sentence"].search(place.earlier),
        rule.over is not None and rule.over.search(place.sentence + place.after),
        rule.policy and not cues["right_now"].search(place.sentence) and cues["policy"].search(place.sentence),
        _is_past(rule, place, book),
    )
    return not any(taken_away) and _is_here(rule, place, book, now)


def _is_here(rule: DangerRule, place: _Place, book: _Book, now: bool) -> bool:
    """Whether it happens to the caller's people or before his eyes, and is not only heard of."""
    own = book.kin.search(book.cues["others"].sub("", place.sentence))
    if book.cues["hearsay"].search(place.earlier) and not (own and now):
        return False
    return rule.anybody or now or not book.cues["others"].search(place.earlier)


def _is_past(rule: DangerRule, place: _Place, book: _Book) -> bool:
    """Whether the last time that is told before the sign lies behind; a beginning (从昨晚起) does not end there."""
    cues = book.cues
    told = [(match.start(), "past") for match in cues["past"].finditer(place.earlier)]
    told += [(match.start(), "recent") for match in cues["recent"].finditer(place.earlier)]
    told += [
        (match.start(), "now") for match in (*book.now.finditer(place.earlier), *cues["since"].finditer(place.earlier))
    ]
    last = max(told, default=(0, "now"))[1]
    if cues["since"].search(place.clause):
        last = "now"
    if last == "now":
        tail = place.clause[len(place.before) :]
        return bool(re.search("那?是(?:去年|前年|以前|过去|早年|小时候)", tail))
    return last == "past" or not rule.recent


def _cut(text: str, ends: re.Pattern[str]) -> list[int]:
    """Starts of the pieces of a text, and its end."""
    return [0, *(match.end() for match in ends.finditer(text)), len(text)]


def _piece(cuts: list[int], place: int) -> tuple[int, int]:
    index = bisect_right(cuts, place) - 1
    index = min(index, len(cuts) - 2)
    return cuts[index], cuts[index + 1]


def _place(scan: _Scan, start: int, end: int) -> _Place:
    text = scan.plain
    opens, closes = _piece(scan.clauses, start)
    _, clause_end = _piece(scan.clauses, max(start, end - 1))
    first, last = _piece(scan.sentences, start)[0], _piece(scan.sentences, max(start, end - 1))[1]
    first, last = max(first, start - _LONGEST_LOOK), min(last, end + _LONGEST_LOOK)
    opens, clause_end = max(opens, first), min(clause_end, last)
    return _Place(
        before=text[opens:start],
        behind=text[end:clause_end],
        clause=text[opens : max(closes, clause_end)],
        earlier=text[first:start],
        sentence=text[first:last],
        later=text[end:last],
        after=text[last : last + 30],
        around=text[max(0, first - _OWN_NEAR) : min(len(text), last + _OWN_NEAR)],
        asks=text[start : start + 1] == "没" and text[:start].endswith("有"),  # 有没有饭吃
    )


@cache
def _book() -> _Book:
    data = read_data(FILE)
    groups: dict[str, str] = data["words"]
    try:
        return _Book(
            figures=tuple(pattern(FILE, words, groups) for words in data["figures"]),
            cues={name: pattern(FILE, words, groups) for name, words in data["cues"].items()},
            kin=pattern(FILE, groups["kin"], groups),
            now=pattern(FILE, groups["now"], groups),
            dangers=tuple(_danger_rules(data["dangers"], groups)),
        )
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"随带资料 {FILE} 缺了或写错了一项（{error}），请改好再用。") from error


def _danger_rules(entries: list[dict[str, Any]], groups: dict[str, str]) -> Iterator[DangerRule]:
    def maybe(words: str | None) -> re.Pattern[str] | None:
        return pattern(FILE, words, groups) if words else None

    for entry in entries:
        signs = tuple(
            _SignRule(pattern(FILE, s["is"], groups), maybe(s.get("with")), maybe(s.get("unless")))
            for s in entry["signs"]
        )
        yield DangerRule(
            kind=entry["kind"],
            path=entry["path"],
            call=tuple(entry["call"]),
            reason=entry["reason"],
            steps=entry["steps"],
            signs=signs,
            hints=tuple(_Hint(pattern(FILE, h["is"], groups), h["p"]) for h in entry.get("hints", ())),
            enough=int(entry.get("enough", 0)),
            never=maybe(entry.get("never")),
            over=maybe(entry.get("over")),
            recent=bool(entry.get("recent")),
            policy=bool(entry.get("policy")),
            feared=bool(entry.get("feared")),
            threat=bool(entry.get("threat")),
            anybody=bool(entry.get("anybody")),
            strict=bool(entry.get("strict")),
            measures=tuple(entry["measures"]),
        )
