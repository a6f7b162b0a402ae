"""Which offices a measure goes to (转办单位): printed in the place's own clause, else from the register.

An office counts as lead only where a clause of the caller's place names a lead, or the register has one for the
measure's family; never from the order of a list. Enterprises and village committees never lead. Papers of no place
(templates) and of other places give no offices.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.citation import Citation
from corpus.departments import Departments, Standing, Succession
from corpus.model import Duty, Notice, Role, Status
from corpus.status import NATION, reaches
from triage.model import Office
from triage.rules.schema import Rule
from triage.shipped import pattern, read_data

TOWNSHIP = "乡镇政府"
MANY = 6
FILE = "referral.yaml"
_RANK = re.compile(r"^(?:本)?(?:省|市|县|区|州|旗)(?=[一-龥]{3,})")


@dataclass(frozen=True, slots=True)
class Referral:
    """The offices of one measure. judge: whose decision counts, in words; notices: offices that are renamed today."""

    lead: tuple[Office, ...]
    co: tuple[Office, ...]
    judge: str
    notices: tuple[Notice, ...]


def refer_offices(rule: Rule, citations: Sequence[Citation], place: str | None, day: dt.date) -> Referral:
    """Lead and other offices of a measure for a place (full path, None = not known) on a day.

    The clauses' own duty lines first, with the number of the citation; the register fills what they leave open.
    Raises KnowledgeError when the rule names a family that the register does not have.
    """
    printed = list(_printed(citations, place, day))
    lead = _narrowed([office for office in printed if office.role is Role.LEAD and may_lead(office.name)], rule.lead)
    if not lead:
        lead = list(_registered([rule.lead], Role.LEAD, place, day))
    co = [office for office in printed if office.role is not Role.LEAD]
    if len(co) > MANY:
        wanted = {rule.lead, *rule.co, TOWNSHIP}
        co = [office for office in co if _family(office.name, day) in wanted]
    if not co:
        co = list(_registered(rule.co, Role.COOPERATING, place, day))
    names = {local_name(office.name, place, day) for office in lead}
    co = [office for office in co if office.citation is not None or local_name(office.name, place, day) not in names]
    offices = (*lead, *co)
    judge = local_name(lead[0].name, place, day) if lead else str(_words()["nobody"])
    return Referral(tuple(lead), tuple(co), judge, tuple(_renamed(offices, day)))


def county_of(place: str | None) -> str | None:
    """The place when it is near enough to name a household's offices; None for a whole province (省, 自治区)."""
    return None if place is None or place.endswith(("省", "自治区")) else place


def may_lead(name: str) -> bool:
    """Whether an office of this name may lead: no enterprise, no village committee, no school or hospital."""
    family = _standing(name, None, None).family
    kind = Departments.load().department(family).kind if family else "government"
    return kind not in ("enterprise", "institution") and not _pattern("never_leads").search(name)


def local_name(name: str, place: str | None, day: dt.date | None = None) -> str:
    """Present full name of an office in a place: 县医保局 -> 青禾县医疗保障局; without a place 当地医疗保障局."""
    place = county_of(place)
    standing = _standing(name, place, day)
    present = standing.today or name
    short = place.rpartition("/")[2] if place else ""
    if standing.family == TOWNSHIP or (short and present.startswith(short)):
        return present
    if place is None:
        here = str(_words()["unknown_place"])
        return present if present.startswith(here) else here + _RANK.sub("", present)
    if _RANK.match(present) and place.endswith(present[0]):
        return short + _RANK.sub("", present)
    return _seated(standing.family, place) if standing.family else present


def register_name(family: str, place: str | None) -> str:
    """Present full name of a family's office in a place, with 当地 while none is known. Raises KnowledgeError."""
    place = county_of(place)
    body = _seated(family, place)
    return body if place else f"{_words()['unknown_place']}{body}"


def _seated(family: str, place: str | None) -> str:
    """The register's name at a place; one that belongs to the nation (国家…总局) takes no place before it."""
    register = Departments.load()
    body = next(iter(register.department(family).bodies))
    named = register.full_name(family, place)
    return body if body.startswith("国家") and named.endswith(body) else named


def township_name(text: str, place: str | None) -> str:
    """The township of a story: the one it names (柳河镇人民政府), else that of the caller in words."""
    for match in _pattern("township").finditer(text):
        if not _pattern("no_township").search(match[1]):
            return match[1] + ("办事处" if match[1].endswith("街道") else "人民政府")
    words, place = _words(), county_of(place)
    return str(words["township_of"]).format(place=place.rpartition("/")[2] if place else words["caller"])


def _printed(citations: Sequence[Citation], place: str | None, day: dt.date) -> Iterator[Office]:
    seen: set[str] = set()
    for n, citation in enumerate(citations, 1):
        if not _speaks_for(citation, place):
            continue
        for duty in citation.clause.duties:
            if duty.name not in seen:
                seen.add(duty.name)
                yield Office(duty.name, duty.role, _today(duty, citation, day), n)


def _speaks_for(citation: Citation, place: str | None) -> bool:
    region = citation.document.region
    own = place is not None and region not in (None, NATION) and reaches(region, place)
    return own and citation.status not in (Status.TEMPLATE, Status.REPEALED, Status.SUPERSEDED)


def _today(duty: Duty, citation: Citation, day: dt.date) -> str | None:
    return _standing(duty.name, citation.document.region, day).today


def _narrowed(leads: list[Office], family: str) -> list[Office]:
    """Of several leads, each for its own field, those of the measure's family; all of them when none is."""
    own = [office for office in leads if _family(office.name, None) == family]
    return own or leads


def _family(name: str, day: dt.date | None) -> str | None:
    return _standing(name, None, day).family


def _registered(families: Iterable[str], role: Role, place: str | None, day: dt.date) -> Iterator[Office]:
    register = Departments.load()
    for family in families:
        kind = register.department(family).kind
        if role is Role.LEAD and kind in ("enterprise", "institution"):
            continue
        body = next(iter(register.department(family).bodies))
        name = body if kind in ("enterprise", "institution") or family == TOWNSHIP else register_name(family, place)
        yield Office(name, role, _standing(name, place, day).today or name, None)


def _renamed(offices: Iterable[Office], day: dt.date) -> Iterator[Notice]:
    """One warning for all offices that go by another name today, with where the duty lies now."""
    said = []
    unsure = False
    for office in offices:
        change = _succession(office.name, day)
        if change is not None and office.today and office.today != office.name:
            said.append(str(_words()["renamed"]).format(name=office.name, today=office.today))
            unsure = unsure or change.confidence != "seen"
        elif change is not None and office.today is None:
            said.append(str(_words()["gone"]).format(name=office.name))
    if said:
        yield Notice("office_renamed", "；".join(said) + (str(_words()["renamed_end"]) if unsure else "。"))


def _words() -> dict[str, object]:
    return read_data(FILE)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, str(_words()[name]), {})


@lru_cache(maxsize=8192)
def _standing(name: str, place: str | None, day: dt.date | None) -> Standing:
    return Departments.load().lookup(name, place, day)


@lru_cache(maxsize=8192)
def _succession(name: str, day: dt.date | None) -> Succession | None:
    return Departments.load().succession(name, day)
