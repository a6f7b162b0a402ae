"""The register of offices (部门名录): which family a printed name belongs to, and what that office is called today.

Facts and their confidence stand in departments.yaml. A name that the register does not know has family None; an office
that is known but whose present name is not has today None. Nothing is invented from the order of a list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from corpus.errors import KnowledgeError
from corpus.model import Span
from corpus.region_names import Tier
from corpus.regions import Regions
from corpus.shipped import read_yaml
from corpus.zhtext import fold, normalise

_TAIL = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位|[一二三四五六七八九十\d]+[个家]?(?:部门|单位)?)?|及其?有关单位)$")
_RANKS = frozenset("省市县区州旗")
_PLATE = re.compile(r"(?P<office>.{3,})[(][^()]*[)]")
_OFFICE_ENDING = re.compile(r"(?:局|办|中心|委|站|队|会|处|公司|所|院|场|部|馆|机构|专班)$")
_WRAP = "\"'·,;:。、. "
_RANK_PREFIX = re.compile(r"(?:省|市|县|区|州|旗)(?:级|直)?(?:委|政府|人民政府)?$|[(][一-龥、]+[)]$")
_SPEECH_TIERS = {Tier.NATION: "nation", Tier.PROVINCE: "province", Tier.PREFECTURE: "prefecture"}


class Standing(NamedTuple):
    """Where a printed office name stands in the register: its family, and its full name on the day."""

    family: str | None
    today: str | None


@dataclass(frozen=True, slots=True)
class Succession:
    """What a body became (机构更替). confidence: `seen` in a text of ours, or `unverified` (from knowledge)."""

    body: str
    successor: str | None
    since: dt.date
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Department:
    """One family of offices (部门). bodies: full name without place to the names it is met under."""

    family: str
    kind: str
    bodies: Mapping[str, tuple[str, ...]]
    default: Mapping[str, str]
    successions: Mapping[str, Succession]
    patterns: tuple[tuple[re.Pattern[str], str | None], ...]
    pattern_since: dt.date | None
    units: tuple[str, ...]
    roots: tuple[str, ...]
    sees_for: tuple[str, ...]
    contact: str

    @property
    def for_households(self) -> bool:
        """Whether a household's order may go to it: not to enterprises, nor to bodies without a desk for residents."""
        return self.kind != "enterprise" and not self.contact.startswith("不直接受理")


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """An office named in a running text or question."""

    span: Span
    name: str
    family: str


@dataclass(slots=True)
class Departments:
    """The register. `Departments.load()` is the front door; one object serves the whole process."""

    families: dict[str, Department]
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)  # folded name -> (family, body)
    _spoken: re.Pattern[str] | None = None

    @staticmethod
    @cache
    def load() -> Departments:
        """The shipped register, read once a process. Raises KnowledgeError naming the entry that is malformed."""
        data = read_yaml("departments.yaml")
        register = Departments({name: _department(name, entry) for name, entry in data["families"].items()})
        for department in register.families.values():
            # A body of its own inside the family keeps its name: it is entered without a full name.
            for body, names in (*department.bodies.items(), ("", department.units)):
                for name in (body, *names) if body else names:
                    known = register._names.setdefault(_bare(name), (department.family, body))
                    if known[0] != department.family:
                        raise KnowledgeError(f"部门名录里“{name}”同时归{known[0]}和{department.family}，请改好再用。")
        return register

    def lookup(self, printed: str, place: str | None = None, day: dt.date | None = None) -> Standing:
        """Family and present full name of an office as printed (县人社局 -> 人社, 县人力资源和社会保障局).

        place: region path of the document (kept for offices printed without 县/市); day: the day asked, None for
        the latest known state. The name keeps the prefix that was printed.
        """
        name = _bare(printed)
        if not name:
            return Standing(None, None)
        exact = self._names.get(name)
        if exact is None:
            found = self._by_pattern(name, printed, day)
            if found is not None:
                return found
        match = (exact[0], exact[1], "") if exact else self._by_ending(name)
        if match is None:
            return self._local_name(name, place, day)
        family, body, prefix = match
        department = self.families[family]
        if not body or department.kind in ("local", "enterprise", "institution"):
            return Standing(family, _unfolded(printed))
        full = self._fitting_body(department, body, prefix, place)
        present = self._present(department, full, day)
        return Standing(family, None if present is None else _composed(prefix, present))

    def succession(self, printed: str, day: dt.date | None = None) -> Succession | None:
        """The change of name or seat behind `lookup`, if the printed office no longer exists on that day."""
        match = self._by_ending(_bare(printed))
        change = self.families[match[0]].successions.get(match[1]) if match else None
        change = change or self._changed_pattern(_bare(printed), printed)
        return change if change is not None and (day is None or day >= change.since) else None

    def full_name(self, family: str, place: str | None = None) -> str:
        """Present full name of a family's office at a place (医保, …/青禾县 -> 青禾县医疗保障局).

        Without a place, the body alone. Raises KnowledgeError when there is no such family.
        """
        department = self._family(family)
        if place is None:
            return next(iter(department.bodies))
        regions = Regions.load()
        tier = regions.tier(place)
        key = "municipality" if regions.city_kind(place) == "municipality" else _SPEECH_TIERS.get(tier, "county")
        body = department.default.get(key, next(iter(department.bodies)))
        head = "" if tier is Tier.NATION else place.rpartition("/")[2]
        if department.kind == "party" and body.startswith("委"):
            return f"中共{head}{body}"
        return body if body.startswith("国家") and not head else head + body

    def department(self, family: str) -> Department:
        """The entry of a family. Raises KnowledgeError when there is none."""
        return self._family(family)

    def spot(self, text: str) -> list[OfficeMention]:
        """Offices named in a running text or a question, in order, longest names first (民政局, 县扶贫办, 残联)."""
        if self._spoken is None:
            names = sorted((re.escape(n) for n in self._names if len(n) >= 2), key=len, reverse=True)
            self._spoken = re.compile("|".join(names))
        norm = normalise(text)
        found = []
        for match in self._spoken.finditer(norm.text.lower()):
            family, _ = self._names[match[0]]
            if self.families[family].kind in ("local", "institution") or not _stands_as_office(norm.text, match):
                continue
            found.append(OfficeMention(norm.span(*match.span()), match[0], family))
        return found

    def _family(self, family: str) -> Department:
        if family not in self.families:
            raise KnowledgeError(f"部门名录里没有“{family}”这一类，请核对规则里的部门名。")
        return self.families[family]

    def _changed_pattern(self, name: str, printed: str) -> Succession | None:
        """The change of an office whose old name holds its place (人行上饶市中心支行)."""
        for department in self.families.values():
            for pattern, today in department.patterns:
                match = pattern.fullmatch(name)
                if match is not None and today != "{printed}" and department.pattern_since is not None:
                    successor = today.format(**match.groupdict()) if today else None
                    return Succession(printed, successor, department.pattern_since, "unverified", "")
                if match is not None:
                    return None
        return None

    def _by_pattern(self, name: str, printed: str, day: dt.date | None) -> Standing | None:
        for department in self.families.values():
            for pattern, today in department.patterns:
                match = pattern.fullmatch(name)
                if match is None:
                    continue
                early = day is not None and department.pattern_since is not None and day < department.pattern_since
                if early or today == "{printed}":
                    return Standing(department.family, _unfolded(printed))
                return Standing(department.family, today and today.format(**match.groupdict()))
        return None

    def _local_name(self, name: str, place: str | None, day: dt.date | None) -> Standing:
        """A name with a second plate in brackets, or one that only its county uses: the family alone is known."""
        plated = _PLATE.fullmatch(name)
        if plated is not None:
            return self.lookup(plated["office"], place, day)
        if _OFFICE_ENDING.search(name):
            for department in self.families.values():
                if any(root in name for root in department.roots):
                    return Standing(department.family, None)
        return Standing(None, None)

    def _by_ending(self, name: str) -> tuple[str, str, str] | None:
        for start in range(len(name)):
            found = self._names.get(name[start:])
            if found is None or (start and not _is_prefix(name[:start], name[start:])):
                continue
            prefix = name[:start]
            # 县委农办 is 县 + 委农办, but 县乡村振兴局 must not lose a 委 that its body does not print.
            return found[0], found[1], prefix
        return None

    def _fitting_body(self, department: Department, body: str, prefix: str, place: str | None) -> str:
        """A bare word (民政, 医保) or an unranked list entry takes the body usual at the tier of the place."""
        if prefix or body != next(iter(department.bodies)) or place is None or not department.default:
            return body
        tier = Regions.load().tier(place)
        return department.default.get(_SPEECH_TIERS.get(tier, "county"), body)

    @staticmethod
    def _present(department: Department, body: str, day: dt.date | None) -> str | None:
        change = department.successions.get(body)
        return change.successor if change is not None and (day is None or day >= change.since) else body


def lookup(printed: str, place: str | None = None, day: dt.date | None = None) -> Standing:
    """`Departments.load().lookup(...)`, for callers that need nothing else."""
    return Departments.load().lookup(printed, place, day)


def _bare(printed: str) -> str:
    name = _TAIL.sub("", fold(printed).strip(_WRAP))
    return name.strip(_WRAP)


def _unfolded(printed: str) -> str:
    """The printed name as it stands, without a trailing 等部门 (places of collective names keep their brackets)."""
    return _TAIL.sub("", printed.strip().strip("、，,;；。:："))


def _is_prefix(prefix: str, rest: str) -> bool:
    if _RANK_PREFIX.search(prefix) or prefix in ("各", "原", "国家", "全国", "中共", "中央", "中华", "中国", "本级"):
        return True
    # A bare place (青禾民政局); 市人力|社保局 is no prefix: a rank stands in it, but not at its end.
    return len(prefix) <= 6 and bool(re.fullmatch("[一-龥]+", prefix)) and not _RANKS & set(prefix) and len(rest) >= 3


def _composed(prefix: str, body: str) -> str:
    """市委 + 金融委员会… : a body that opens with 委 takes the rank without a second 委 or 政府."""
    if body.startswith("委"):
        rank = re.sub(r"(?:委|(?:人民)?政府)$", "", prefix)
        return rank + body if rank else body.removeprefix("委")
    return prefix + body


def _stands_as_office(text: str, match: re.Match[str]) -> bool:
    """Words that name an office only with an ending (民政, 医保, 电信) do not count inside other words (医保缴费)."""
    name, after = match[0], text[match.end() : match.end() + 2]
    if name.endswith(
        (
            "局",
            "办",
            "委",
            "厅",
            "部",
            "会",
            "联",
            "社",
            "院",
            "中心",
            "公司",
            "行",
            "所",
            "站",
            "队",
            "部门",
            "机关",
            "室",
        )
    ):
        return True
    return after.startswith(("管", "负", "牵", "该", "要", "的", "和", "、", "干", "做", "?", "吗", "还")) or not after


def _department(name: str, entry: dict[str, Any]) -> Department:
    try:
        successions = {
            body: Succession(body, row["to"], row["since"], row["confidence"], row["note"])
            for body, row in entry.get("merged", {}).items()
        }
        patterns = tuple((re.compile(pattern), today) for pattern, today in entry.get("patterns", ()))
        return Department(
            family=name,
            kind=entry["kind"],
            bodies={body: tuple(names) for body, names in entry["bodies"].items()},
            default=dict(entry.get("default", {})),
            successions=successions,
            patterns=patterns,
            pattern_since=entry.get("since"),
            units=tuple(entry.get("units", ())),
            roots=tuple(entry.get("roots", ())),
            sees_for=tuple(entry["sees_for"]),
            contact=str(entry["contact"]),
        )
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise KnowledgeError(f"部门名录 departments.yaml 的“{name}”写法有误（{error}），请改好再用。") from error


def offices_seeing(problem: str) -> Iterator[Department]:
    """Departments whose `sees_for` holds the given words."""
    return (d for d in Departments.load().families.values() if any(problem in words for words in d.sees_for))
