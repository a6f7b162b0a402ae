"""The patterns that turn words into facts (句式): data/reading/*.yaml, one file a field of life.

An entry is a mapping with `p` (path) and `r` (patterns over the shadow, see tokens.py) or `t` (over the plain text), or
`aid`: the words of a benefit, which is received, denied, ended or asked about in always the same ways, or `f`: frames,
each of two or three patterns joined by ` + ` that stand in one clause in any order, `gap` (8) characters apart at most.
A denial between the parts of a frame denies it, unless `neg` is no. Further keys:
`v` the value (left out: true, or the sum, number, day or illness inside the match, or group v), `map` a table of words,
`if`/`not` what must (not) stand in the clause, `near`/`far` what must (not) stand in the sentence,
`around`/`unless` what must (not) stand within 60 characters, `not_before` not within 14 before, `who` (child, adult,
absent: not the caller), `neg` (pre, both, no), `denied` (the words themselves deny), `time`, `certainty`, `period`,
`ask`, `inner`, `status`, `plan`, `once`, `event` (see cues.Manner), `scale`, `plus`,
`where` (names for 省外, 省内, 县内 seen from home), `also` further facts of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from typing import Any

from corpus.errors import KnowledgeError
from corpus.vocabulary import Kind, Term, load_vocabulary, past_counts
from triage.model import Certainty, Interval, Time
from triage.reading.amounts import Amount
from triage.reading.clauses import Clause, Clauses
from triage.reading.cues import Manner
from triage.reading.dates import Length
from triage.reading.places import seen_from
from triage.reading.tokens import Tokens, pattern_source
from triage.reading.words import cue, read_data

_AROUND = 60
_JUST = 14
_YEARS = 2  # 85岁上下
_GAP = 5
_FIELDS = ("home", "aid", "work", "money", "house", "calamity", "person", "school", "health", "care")
FILES = ("frames_sums", *_FIELDS, "frames_home", "frames_work", "frames_money", "frames_house", "frames_person")
_KEYS = {"p", "r", "t", "aid", "v", "map", "if", "not", "near", "far", "who", "neg", "denied", "time", "certainty"}
_KEYS |= {"period", "status", "ask", "plan", "once", "event", "also", "scale", "plus", "sign", "inner", "where"}
_KEYS |= {"around", "unless", "not_before", "f", "gap"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of the pattern files, compiled. plain: over the text itself, not its shadow."""

    path: str
    term: Term
    patterns: tuple[re.Pattern[str], ...]
    manner: Manner
    plain: bool = False
    value: Any = None
    table: dict[str, Any] = field(default_factory=dict)
    within: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    far: re.Pattern[str] | None = None
    around: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    who: str = ""
    denied: bool = False
    time: Time | None = None
    certainty: Certainty | None = None
    period: str | None = None
    scale: float = 1.0
    plus: float = 0.0
    sign: str = ""
    where: dict[str, str] | None = None
    entry: int = 0
    needs: tuple[tuple[re.Pattern[str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern that matched at [start, end) of the normalised text, with the value it found there."""

    pattern: Pattern
    start: int
    end: int
    value: Any
    token: int | None = None


def _compile(source: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern_source(source)) if source else None


_TAKES = (
    "(?:吃|拿|领|靠|享受|有|是|系|为|办|评|批|纳入|进|列入|定|认定|算|属于|当|给|转|签|落实|发)(?:着|起|了|上|到|过|好|下来|为|成|进)?"
    "(?:的是|国家|政府|村里|那个|这个|什么|啥|任何|一个|一份|个|的|单人|整户|农村|城乡|每月|一直|我|户|几次|一次|一回|{额}|{人}|{家}|{长}|{日}|{数}次)*"
)
_HOLDS = (
    "(?:我|{人}|{家}|{日}|就|给|让|把|从|起|份|真|居然|竟然|刚|才|马上|上次|{数}口|{数}个人|村里|镇里|民政局?|不知道怎么|突然|无缘无故|是|都|也|已经|现在|目前|一直|从来|一样|倒是|什么的|这些|早就|还|又|钱|,)*"
    "(?:没有(?!通过|批)|没(?!通过|批|过|成|办成|办下)|冇得?|没得|未办|未享受|未领|[A-Da-d甲乙丙]类|单保|保在册|在册|抹|清|一分|一天|一次|每个?月|按时|类别|有(?!没|多|什么|啥|哪)|不是|不在|在吃|在领|在拿|领|吃|拿|享受|批|办|发|停|取消|掐|被|退出|清退|注销|撤|签|到手|到账|救了|报了|补了|给了|评(?!得|选|审|议|定|估))"
)
_STOPS = "(?:停|取消|掐|撤|拿掉|停发|停掉|清退|抹)(?:了|掉)?(?:{人}|{家}|的)*"
_BEHIND = "(?:户|家庭|对象|人员|待遇|金|证|钱|资格|身份|补助|补贴|的)*"
_AID_FORMS = (
    f"{_TAKES}(?:W){_BEHIND}",
    f"(?:W){_BEHIND}(?={_HOLDS})",
    f"{{家}}(?:的|现在|已经|也|都|目前|{{日}}|本来|一直|原来|以前|本身|就|还|又|属于|{{长}}|,)*(?:W){_BEHIND}",
    f"{_STOPS}(?:W){_BEHIND}",
    f"(?<=[没无冇得、和或跟与])(?:W){_BEHIND}",
    f"(?:W){_BEHIND}(?=[、和跟或及与][^,。;!?]{{1,16}}(?:没有|没|不是|不在|都有|都在)[^,。;]{{0,3}}(?:[,。;]|$))",
    f"(?:W){_BEHIND}(?=(?:每个?月|月|{{长}}|一共|才|就|有|拿|领|发|给|每人|一年)*{{额}})",
    r"(?:^|(?<=[,。;!?:、(]))(?:W)(?:户|家庭|对象|人员)(?=[,。;、)]|$)",
)


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """All patterns. Raises KnowledgeError naming file and entry when one is malformed."""
    found: list[Pattern] = []
    files = {name: read_data(f"{name}.yaml") for name in FILES}
    tables = {key: table for data in files.values() for key, table in data.get("tables", {}).items()}
    for name, data in files.items():
        for number, entry in enumerate(data["patterns"], 1):
            try:
                found += _read_entry(entry, tables, len(found), framed=name not in _FIELDS)
            except (KeyError, TypeError, ValueError, re.error) as error:
                raise KnowledgeError(
                    f"句式文件 triage/data/reading/{name}.yaml 第{number}条写法有误（{error!r}），请改好再用。"
                ) from error
    return tuple(found)


def _read_entry(
    entry: dict[str, Any], tables: dict[str, dict[str, Any]], serial: int, *, framed: bool = False
) -> list[Pattern]:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"不认识的键 {sorted(unknown)}")
    if "aid" in entry:
        entry = {**entry, "r": [form.replace("W", entry["aid"]) for form in _AID_FORMS], "status": True}
    sources, needs = _sources(entry)
    compiled = tuple(re.compile(pattern_source(source)) for source in sources)
    out = []
    for one in [entry, *({**entry, "v": None, "map": None, "denied": False, **more} for more in entry.get("also", ()))]:
        term = load_vocabulary()[one["p"]]
        default = "both" if one.get("status") or one.get("ask") else "pre"
        table = one.get("map") or {}
        out.append(
            Pattern(
                path=one["p"],
                term=term,
                patterns=compiled,
                manner=Manner(
                    neg=one.get("neg", "no" if one.get("denied") else default),
                    status=bool(one.get("status")),
                    ask=bool(one.get("ask")),
                    inner=bool(one.get("inner", "f" in one and one.get("neg") != "no" and not one.get("denied"))),
                    plan=bool(one.get("plan")),
                    once=bool(one.get("once")),
                    event=bool(one.get("event")),
                    number=term.type in (Kind.NUMBER, Kind.MONEY),
                    feared=_is_among("feared", one["p"]),
                    intended=term.type in (Kind.FLAG, Kind.TEXT, Kind.SET) and not _is_among("not_meant", one["p"]),
                    before=_before(one["p"]),
                    questioned=framed and not _is_among("asking", one["p"]),
                ),
                plain="t" in entry,
                value=one.get("v"),
                table=tables[table] if isinstance(table, str) else table,
                within=_compile(entry.get("if")),
                without=_compile(entry.get("not")),
                near=_compile(entry.get("near")),
                far=_compile(entry.get("far")),
                around=_compile(entry.get("around")),
                unless=_compile(entry.get("unless")),
                not_before=_compile(entry.get("not_before")),
                who=one.get("who", ""),
                denied=bool(one.get("denied")),
                time=Time(one["time"]) if one.get("time") else None,
                certainty=Certainty(one["certainty"]) if one.get("certainty") else None,
                period=one.get("period"),
                scale=float(one.get("scale", 1)),
                plus=float(one.get("plus", 0)),
                sign=one.get("sign", ""),
                where=one.get("where"),
                entry=serial,
                needs=needs,
            )
        )
    return out


def _is_among(name: str, path: str) -> bool:
    """Whether a path begins as one of the paths listed under this name in cues.yaml."""
    return path.startswith(tuple(read_data("cues.yaml")["paths"][name]))


def _before(path: str) -> Time | None:
    """What 以前 makes of a fact: past where the past counts, else ended; None where it stays what it is."""
    if not _is_among("once", path):
        return None
    return Time.PAST if past_counts(path) or path.startswith("m.job") else Time.ENDED


Needs = tuple[tuple[re.Pattern[str], ...], ...]


def _sources(entry: dict[str, Any]) -> tuple[list[str], Needs]:
    """The written patterns of an entry, and for each those that must be found anywhere for it to be worth a try."""
    if "f" not in entry:
        said = entry["r"] if "r" in entry else entry["t"]
        return (said if isinstance(said, list) else [said]), ()
    sources, needs = [], []
    between = f"[^,。;!?:\\n]{{0,{entry.get('gap', _GAP)}}}?"
    for frame in entry["f"]:
        parts = frame.split(" + ")
        wanted = tuple(_part(part) for part in parts)
        for order in permutations(parts):
            sources.append(between.join(f"(?:{part})" for part in order))
            needs.append(wanted)
    return sources, tuple(needs)


@cache
def _part(source: str) -> re.Pattern[str]:
    """One part of a frame, compiled once for all frames that share it."""
    return re.compile(pattern_source(source))


def find_hits(text: str, tokens: Tokens, clauses: Clauses, home: str | None = None) -> Iterator[Hit]:
    """Every match of every pattern that holds in its clause and sentence and has a value; home: the caller's place."""
    shadow = tokens.shadow
    seen: dict[re.Pattern[str], bool] = {}
    for pattern in load_patterns():
        for place, compiled in enumerate(pattern.patterns):
            if pattern.needs and not _all_there(pattern.needs[place], shadow, seen):
                continue
            for match in compiled.finditer(text if pattern.plain else shadow):
                if match.start() == match.end():
                    continue
                clause = clauses.at(match.start())
                if not _fits(pattern, shadow, clauses, clause, match):
                    continue
                value, token = _value(pattern, match, text, tokens, home)
                for one in value if isinstance(value, tuple) else (value,):
                    if one is not None:
                        yield Hit(pattern, match.start(), match.end(), one, token)


def _all_there(parts: tuple[re.Pattern[str], ...], shadow: str, seen: dict[re.Pattern[str], bool]) -> bool:
    """Whether each part of a frame stands somewhere; `seen` keeps what was looked for in this text."""
    for part in parts:
        if part not in seen:
            seen[part] = part.search(shadow) is not None
        if not seen[part]:
            return False
    return True


def _fits(pattern: Pattern, shadow: str, clauses: Clauses, clause: Clause, match: re.Match[str]) -> bool:
    """Whether what must stand around a match stands there, and what must not does not."""
    start, end = match.span()
    if not _holds(pattern.within, pattern.without, shadow, clause.start, max(clause.end, end)):
        return False
    if not _holds(pattern.around, pattern.unless, shadow, max(0, start - _AROUND), end + _AROUND):
        return False
    if not _holds(None, pattern.not_before, shadow, max(0, start - _JUST), start):
        return False
    if pattern.near is None and pattern.far is None:
        return True
    low, high = clauses.sentence(clause.sentence)
    return _holds(pattern.near, pattern.far, shadow, max(low, start - _AROUND), max(min(high, end + _AROUND), end))


def _holds(wanted: re.Pattern[str] | None, barred: re.Pattern[str] | None, shadow: str, low: int, high: int) -> bool:
    if wanted is not None and not wanted.search(shadow, low, high):
        return False
    return barred is None or not barred.search(shadow, low, high)


_SIGNS = {Kind.MONEY: "钱数", Kind.NUMBER: "数长", Kind.DATE: "日", Kind.TEXT: "病慢学", Kind.SET: "病慢"}


Found = tuple[Any, int | None]


def _value(pattern: Pattern, match: re.Match[str], text: str, tokens: Tokens, home: str | None) -> Found:
    """The value that a match states, and the place of the token it was read from."""
    kind = pattern.term.type
    start, end = match.span("v") if "v" in match.re.groupindex and match["v"] is not None else match.span()
    if pattern.value is not None or (kind is Kind.FLAG and not pattern.table):
        return True if pattern.value is None else pattern.value, None
    if pattern.where is not None and (seen := seen_from(text[start:end], home)) is not None:
        return pattern.where.get(seen, seen), None
    if pattern.table:
        said = tuple(dict.fromkeys(v for part, v in pattern.table.items() if re.search(part, text[start:end])))
        return (said if kind is Kind.SET else said[0] if said else None), None
    if kind in (Kind.TEXT, Kind.SET) and (start, end) != match.span():
        return text[start:end], None
    return _measured(pattern, start, end, tokens)


def _measured(pattern: Pattern, start: int, end: int, tokens: Tokens) -> Found:
    """The value of the first fitting token: in the unit of the path for lengths of time."""
    found = tokens.within(start, end, pattern.sign or _SIGNS[pattern.term.type])
    if pattern.term.type is Kind.MONEY:
        found = [t for t in found if t.sign == "钱" or not cue("not_money").match(tokens.shadow, t.end)]
    if not found:
        return None, None
    value = found[0].value
    if pattern.path == "m.birth_year" and isinstance(value, str):
        value = float(value[:4])
    elif isinstance(value, Length):
        unit = {"月": "月", "天": "天", "年": "年"}.get(pattern.term.unit or "", "分")
        value = _scaled(value.in_unit(unit), pattern.scale)
    elif isinstance(value, Amount):
        if value.more and value.high is not None and pattern.path == "m.age":
            value = Amount(value.low, value.high - 1)
        if value.about and value.low == value.high and pattern.path == "m.age":
            value = Amount(value.low - _YEARS, value.low + _YEARS)
        value = value.times(pattern.scale, pattern.plus).value()
    return value, found[0].start


def _scaled(value: float | Interval, factor: float) -> float | Interval:
    if isinstance(value, float) or value.low is None or value.high is None:
        return value * factor if isinstance(value, float) else value
    return Interval(value.low * factor, value.high * factor)
