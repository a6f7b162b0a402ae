"""The watch around one household (监测帮扶): how it was found, class, steps, notice, visits, exit, rights.

Nothing is decided and nobody is taken in or off by itself. Figures stand only with a clause of the place or the
nation; what no clause says is 本地时限未录入 or 未核实. Words stand in data/watch.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.citation import Citation, cite
from corpus.library import Library
from corpus.model import Clause, Role, Shelved, Span, Status
from corpus.notices import citation_notices
from corpus.status import NATION, reaches, status_of
from corpus.vocabulary import load_vocabulary, open_path
from retrieval.evidence import sentences
from triage.dispatch import basis_words, offered, shown_name
from triage.fact_lines import fact_line
from triage.model import Fact, Outlook, Time, Verdict
from triage.referral import local_name
from triage.rules.documents import on_shelf
from triage.shipped import pattern, read_data
from triage.watch_clauses import FILE, Rhythm, StepLimit, due_dates, end_of_limit, rhythms, step_limits

_SET_ASIDE = (Status.REPEALED, Status.SUPERSEDED)
_TEMPLATE = "S1"
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class _Known:
    """What the papers say for a place on a day. reference: the template's rhythm where it has none of its own."""

    rhythms: tuple[Rhythm, ...]
    reference: tuple[Rhythm, ...]
    limits: Mapping[str, StepLimit]
    leaving: Citation | None
    rights: tuple[tuple[str, Citation], ...]


class Watch:
    """Lays out the watch around households, from the papers of a library; remembers them until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._version = -1
        self._known: dict[tuple[str | None, dt.date], _Known] = {}

    def around(self, outlook: Outlook) -> dict[str, Any] | None:
        """The watch object, None when nothing in the story is about it. Its `sections` are for reading.

        Citations are numbered through; dates are ISO. Holds no personal data of the household in `notice`.
        """
        if outlook.out_of_scope is not None or outlook.policy_only or not is_relevant(outlook):
            return None
        place, day = outlook.story.place, outlook.story.day
        known, cited = self._of(place, day), _Citations()
        found = {
            "found": _found(outlook),
            "classes": _classes(outlook),
            "offices": _offices(outlook),
            "steps": _steps(known.limits, day, cited),
            "notice": _notice(known.limits.get("notice")),
            "visits": list(_visits(known, day, cited)),
            "screening": _screening(outlook),
            "needs": _needs(outlook),
            "extras": _extras(outlook),
            "exit": _exit(known.leaving, cited),
            "rights": list(_rights(known.rights, cited)),
        }
        warnings = [{"code": n.code, "text": n.text} for n in citation_notices(cited.all, place)]
        citations = [citation.as_json(n) for n, citation in enumerate(cited.all, 1)]
        sections = list(_sections(found, whole=_is_asked(outlook)))
        return {**found, "citations": citations, "warnings": warnings, "sections": sections}

    def _of(self, place: str | None, day: dt.date) -> _Known:
        with self._lock:
            version = self._library.version()
            if version != self._version:
                self._known.clear()
                self._version = version
            if (place, day) not in self._known:
                self._known[place, day] = self._read(place, day)
            return self._known[place, day]

    def _read(self, place: str | None, day: dt.date) -> _Known:
        shelf = self._library.documents()
        held = on_shelf(shelf, day)
        own = [
            s for s in shelf if place and s.document.region not in (None, NATION) and reaches(s.document.region, place)
        ]
        papers = list(self._clauses(s for s in own if status_of(s, day) not in _SET_ASIDE))
        found = tuple(rhythms(papers, day))
        template = [] if found or _TEMPLATE not in held else list(self._clauses([held[_TEMPLATE]]))
        leaving = next((cite(s, c, span, day) for s, c in papers if (span := _about_exit(c)) is not None), None)
        reference = tuple(rhythms(template, day)[:1])
        return _Known(found, reference, step_limits(papers, day), leaving, tuple(self._grounds(held, day)))

    def _clauses(self, shelf: Iterable[Shelved]) -> Iterator[tuple[Shelved, Clause]]:
        for shelved in shelf:
            yield from ((shelved, clause) for clause in self._library.show(shelved.document.document_id)[1])

    def _grounds(self, held: Mapping[str, Shelved], day: dt.date) -> Iterator[tuple[str, Citation]]:
        """The rights of watch.yaml with their clauses; one whose clause is not held is left out."""
        for entry in _words()["rights"]:
            shelved = held.get(entry["document"])
            if shelved is None:
                continue
            clauses = self._library.show(shelved.document.document_id)[1]
            clause = next((c for c in clauses if c.address == entry["address"]), None)
            if clause is not None:
                yield entry["text"], cite(shelved, clause, _first(clause), day)


class _Citations:
    """Citations in order of their first use."""

    def __init__(self) -> None:
        self.all: list[Citation] = []

    def number(self, citation: Citation) -> int:
        if citation not in self.all:
            self.all.append(citation)
        return self.all.index(citation) + 1


def is_relevant(outlook: Outlook) -> bool:
    """Whether a story is about being watched: a class of it in question, a measure offered, or a fact told."""
    words = _words()["relevant"]
    classes = any(c.name in words["classes"] and c.status in ("yes", "likely", "unknown") for c in outlook.categories)
    measures = any(m.id.startswith(words["measures"]) for m in offered(outlook))
    told = any(f.path in words["paths"] and f.holder != "other" and not f.denied for f in outlook.reading.facts)
    return classes or measures or told


def _found(outlook: Outlook) -> dict[str, str]:
    words = _words()["found"]
    ways = (way for way, said in words["words"].items() if re.search(said, outlook.words))
    way = next(ways, None) or words["channels"].get(outlook.story.channel, words["channels"]["phone"])
    return {"way": way, "text": words["line"].format(way=way, day=outlook.story.day.isoformat())}


def _classes(outlook: Outlook) -> list[dict[str, Any]]:
    """The classes in question with their reasons, and their name since the change of 2026."""
    words, relevant = _words()["classes"], _words()["relevant"]["classes"]
    found = []
    for category in outlook.categories:
        if category.name not in relevant or category.status == "no":
            continue
        renamed = category.name in words["old"] and outlook.story.day >= words["since"]
        line = words["line"].format(status=words["status"][category.status], name=category.name, why=category.why)
        note = words["renamed"].format(old=category.name, new=words["new"]) if renamed else None
        today = words["new"] if renamed else category.name
        found.append({"name": category.name, "today": today, "status": category.status, "text": line, "note": note})
    return found


def _offices(outlook: Outlook) -> list[str]:
    """Who leads the watch: as a document names it, or only listed first, or by the register."""
    words, place, day = _words()["office"], outlook.story.place, outlook.story.day
    measure = next((m for m in offered(outlook) if m.id.startswith(_words()["relevant"]["measures"])), None)
    if measure is None:
        return []
    named = [local_name(o.name, place, day) for o in measure.lead if o.citation is not None]
    listed = [o.name for o in measure.co if o.role is Role.LISTED]
    register = [local_name(o.name, place, day) for o in measure.lead if o.citation is None]
    lines = [words["named"].format(names="、".join(named))] if named else []
    lines += [words["listed"].format(names=listed[0])] if listed and not named else []
    return lines + ([words["register"].format(names="、".join(register))] if register else [])


def _steps(limits: Mapping[str, StepLimit], day: dt.date, cited: _Citations) -> list[dict[str, Any]]:
    """The steps of the identification; the notice and the decision with the limits that the place's papers set."""
    words = _words()
    found = []
    for n, step in enumerate(words["steps"], 1):
        key = next((key for key in ("notice", "decision") if step.get(key)), None)
        limit = limits.get(key or "")
        clock = None if key is None else words["clock_local"]
        due = None
        if limit is not None:
            unit = "个工作日" if limit.working else "天"
            clock = words["clock_known"].format(days=limit.days, unit=unit, source=basis_words(limit.citation))
            if key == "decision":
                due = end_of_limit(day, limit.days, limit.working).isoformat()
                clock += words["clock_due"].format(due=due)
        said = {key: step[key] for key in ("name", "who", "text")} | {"n": n, "clock": f"{clock}。" if clock else ""}
        found.append(
            {
                "name": step["name"],
                "who": step["who"],
                "days": limit.days if limit else None,
                "working": limit.working if limit else None,
                "due": due,
                "citation": cited.number(limit.citation) if limit else None,
                "text": words["step_line"].format(**said),
            }
        )
    return found


def _notice(limit: StepLimit | None) -> dict[str, str]:
    """The text of the village notice: blanks where names stand, nothing private."""
    words = _words()["notice"]
    days = words["days_unknown"]
    if limit is not None:
        days = f"{limit.days}{'个工作日' if limit.working else '天'}"
    return {
        "title": words["title"],
        "text": words["text"].format(days=days),
        "end": words["end"],
        "rule": words["rule"],
    }


def _visits(known: _Known, day: dt.date, cited: _Citations) -> Iterator[dict[str, Any]]:
    words = _words()["visits"]
    for one in known.rhythms:
        dates = [date.isoformat() for date in due_dates(one.every, day, words["dates"])]
        standing = words["standing"].get(one.citation.status.value, "")
        source = basis_words(one.citation) + standing
        said = {"rhythm": words["names"][one.every], "what": one.what, "source": source, "dates": "、".join(dates)}
        text = words["line"].format(**said)
        yield {"every": one.every, "dates": dates, "text": text, "citation": cited.number(one.citation)}
    if not known.rhythms:
        yield {"every": None, "dates": [], "text": words["local"], "citation": None}
        for one in known.reference:
            text = words["reference"].format(what=one.what)
            yield {"every": one.every, "dates": [], "text": text, "citation": cited.number(one.citation)}


def _screening(outlook: Outlook) -> list[str]:
    """For each guarantee what was told, else the question for it."""
    words = _words()
    lines = []
    for what, paths in words["screening"].items():
        told = [f for f in _own_facts(outlook) if open_path(f.path) in paths]
        if told:
            facts = "；".join(fact_line(fact, outlook.reading.members) for fact in told)
            said = words["screening_told"].format(facts=facts)
        else:
            said = words["screening_ask"].format(ask=load_vocabulary()[paths[0]].ask)
        lines.append(words["screening_line"].format(what=what, said=said))
    return lines


def _needs(outlook: Outlook) -> list[str]:
    """What is lacking and the measures that are offered for it, the floor first."""
    words = _words()
    by_need: dict[str, list[str]] = {need: [] for need in words["needs"].values()}
    for measure in offered(outlook):
        need = words["needs"].get(measure.domain, words["needs"]["其他"])
        by_need[need].append(shown_name(measure))
    lines = [(need, "、".join(names)) for need, names in by_need.items() if names]
    return [words["needs_line"].format(need=need, measures=names) for need, names in lines]


def _extras(outlook: Outlook) -> list[dict[str, Any]]:
    facts, ids = _own_facts(outlook), [m.id for m in offered(outlook)]
    return [
        {"row": entry["row"], "title": entry["title"], "lines": entry["lines"]}
        for entry in _words()["extras"]
        if _applies(entry["when"], facts, ids)
    ]


def _applies(when: dict[str, Any], facts: Sequence[Fact], ids: Sequence[str]) -> bool:
    wanted = when.get("value")
    told = [f for f in facts if open_path(f.path) in when.get("paths", ())]
    if any(wanted is None or f.value is wanted for f in told):
        return True
    return any(measure.startswith(one) for measure in ids for one in when.get("measures", ()))


def _exit(source: Citation | None, cited: _Citations) -> dict[str, Any]:
    """The list to go through before anyone is taken off, and the place's own clause on it."""
    words = _words()["exit"]
    return {
        "items": [words["line"].format(item=item) for item in words["items"]],
        "rule": words["never"],
        "source": basis_words(source) if source else None,
        "citation": cited.number(source) if source else None,
    }


def _rights(grounds: Sequence[tuple[str, Citation]], cited: _Citations) -> Iterator[dict[str, Any]]:
    for text, citation in grounds:
        yield {"text": text, "source": basis_words(citation), "citation": cited.number(citation)}
    yield {"text": _words()["rights_general"], "source": None, "citation": None}


def _about_exit(clause: Clause) -> Span | None:
    watch, leaving = _pattern("about_watch"), pattern(FILE, _words()["exit"]["words"], {})
    if not watch.search(clause.text):
        return None
    for span in sentences(clause.text):
        if leaving.search(span.of(clause.text)):
            return Span(span.start, min(span.end, span.start + _LONGEST_QUOTE))
    return None


def _first(clause: Clause) -> Span:
    span = next(iter(sentences(clause.text)))
    return Span(span.start, min(span.end, span.start + _LONGEST_QUOTE))


def _own_facts(outlook: Outlook) -> list[Fact]:
    return [f for f in outlook.reading.facts if f.holder != "other" and f.time is not Time.ASKED]


def _is_asked(outlook: Outlook) -> bool:
    """Whether being watched is itself what the story is about, so that its steps and forms are printed too."""
    words = _words()["relevant"]
    told = any(f.path in words["paths"] and not f.denied for f in _own_facts(outlook))
    return told or any(
        m.id.startswith(words["measures"]) and (m.verdict is Verdict.LIKELY or m.id in outlook.reading.named)
        for m in offered(outlook)
    )


def _sections(found: dict[str, Any], *, whole: bool) -> Iterator[dict[str, Any]]:
    """The watch as titled lines, for papers and pages. `print`: whether a paper shows them; whole: all of them."""
    words, titles = _words(), _words()["titles"]
    notice, leave = found["notice"], found["exit"]
    classes = [line for c in found["classes"] for line in (c["text"], c["note"]) if line]
    lines = {
        "found": [found["found"]["text"]],
        "classes": [*(classes or [words["classes"]["none"]]), words["classes"]["unit"]],
        "offices": found["offices"],
        "steps": [*(step["text"] for step in found["steps"]), words["clock_hint"]],
        "notice": [notice["title"], notice["text"], notice["end"], notice["rule"]],
        "visits": [visit["text"] for visit in found["visits"]],
        "screening": found["screening"],
        "needs": found["needs"],
        "exit": [*leave["items"], leave["rule"], *([f"（{leave['source']}）"] if leave["source"] else [])],
        "rights": [f"{r['text']}（{r['source']}）" if r["source"] else r["text"] for r in found["rights"]],
    }
    for key, title in titles.items():
        if lines[key]:
            shown = whole or key in words["printed"]
            yield {"row": words["rows"][key], "title": title, "lines": lines[key], "print": shown}
    for extra in found["extras"]:
        yield {**extra, "print": whole}


def _words() -> dict[str, Any]:
    return read_data(FILE)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, _words()[name], {})
