"""Duty lines (职责): which office does what, by the words printed; nothing is inferred from the order of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.model import Duty, Role
from ingest.clauses import Draft
from ingest.wordlists import wordlist

Lookup = Callable[[str], tuple[str | None, str | None]]
"""Printed office name to (family, present full name)."""

_ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.COOPERATING)
_OPEN, _CLOSE = "（(〔【", "）)〕】"
_QUOTES = {"“": "”", "《": "》"}
_COLON = re.compile(r"(?:单位|部门|机构)\s*[:：]")
_MOST_RIDERS = 60  # names; no real paper has so many
_SEPARATORS = "、，,；;。\n"


@dataclass(frozen=True, slots=True)
class Rider:
    """Offices that reach later clauses (附注): those with a duty line, or (every) all."""

    names: tuple[str, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class DutyLine:
    """The duty lines of one clause: offices with their printed role, riders, and how many lines were printed."""

    offices: tuple[tuple[str, Role], ...]
    riders: tuple[Rider, ...]
    lines: int


@cache
def _labels() -> re.Pattern[str]:
    words = wordlist("duties")
    named = "|".join(f"(?P<{role.value}>{'|'.join(words[role.value])})" for role in _ROLES)
    return re.compile(rf"(?:{named})(?:{'|'.join(words['units'])})\s*[:：]+")


@cache
def _endings() -> re.Pattern[str]:
    words = wordlist("duties")
    named = "|".join(f"(?P<{role.value}>{'|'.join(words[role.value + '_endings'])})" for role in _ROLES)
    return re.compile(rf"(?:{named})$")


@cache
def _riders(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, wordlist("duties")[name]))


@cache
def _tails() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(wordlist("duties")["tails"]) + ")$")


def is_duty_line(text: str) -> bool:
    """True if a line holds nothing but a duty line, with or without its bracket."""
    return bool(_labels().match(text.lstrip("（( ")))


def bracket_groups(text: str) -> list[tuple[int, int]]:
    """Outermost bracketed stretches, brackets of either width nested freely: (start inside, end inside)."""
    groups, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPEN:
            if depth == 0:
                start = at + 1
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                groups.append((start, at))
    if depth and _labels().match(text, start):
        groups.append((start, len(text)))  # the closing bracket is missing
    return groups


def split_names(words: str) -> list[str]:
    """A list of offices to its names: cut at 、 ， ； outside brackets and quotes; "等部门" and the like taken off."""
    names, depth, start = [], 0, 0
    closing: list[str] = []
    for at, char in enumerate(words):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _QUOTES:
            closing.append(_QUOTES[char])
        elif closing and char == closing[-1]:
            closing.pop()
        elif char in _SEPARATORS and not depth and not closing:
            names.append(words[start:at])
            start = at + 1
    names.append(words[start:])
    cleaned = (_tails().sub("", name.strip(" :：\u3000")).strip() for name in names)
    return [name for name in cleaned if name and len(name) <= 40]


def read_duties(text: str) -> DutyLine | None:
    """The duty lines in a clause's text, None if it has none. "责任单位或责任人" in running text is none (no colon)."""
    if not _may_hold_duties(text):
        return None
    found: list[tuple[str, Role]] = []
    riders: list[Rider] = []
    groups = [(a, b) for a, b in bracket_groups(text) if _labels().match(text[a:b].lstrip())]
    stretches = [text[a:b] for a, b in groups] or _bare_lines(text)
    lines = len(stretches)
    for stretch in stretches:
        offices, own = _read_labelled(stretch)
        found += offices
        riders += own
    if not stretches and (closing := _closing_list(text)):
        lines, found = 1, closing
    riders += [Rider(tuple(split_names(m["names"])), True) for p in _riders("riders_clauses") for m in p.finditer(text)]
    if riders and not found:
        found = [(name, Role.RESPONSIBLE) for rider in riders for name in rider.names]
    return DutyLine(tuple(dict.fromkeys(found)), tuple(riders), lines) if found or riders else None


def _may_hold_duties(text: str) -> bool:
    """A quick look that spares running text the full reading."""
    return (
        bool((":" in text or "：" in text) and _COLON.search(text))
        or text.rstrip("。 \n")[-1:] in _CLOSE
        or "不再" in text
    )


def _bare_lines(text: str) -> list[str]:
    """Duty lines without brackets: a line of its own, or the words behind the last sentence."""
    out = []
    for line in text.split("\n"):
        found = _labels().search(line)
        if found and (found.start() == 0 or line[found.start() - 1] in "。；; \u3000"):
            out.append(line[found.start() :].rstrip("。"))
    return out


def _read_labelled(stretch: str) -> tuple[list[tuple[str, Role]], list[Rider]]:
    riders: list[Rider] = []
    for pattern in _riders("riders_lines"):
        for found in pattern.finditer(stretch):
            riders.append(Rider(tuple(split_names(found["names"])), False))
        stretch = pattern.sub("", stretch)
    labels = list(_labels().finditer(stretch))
    offices: list[tuple[str, Role]] = []
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(stretch)
        role = Role(str(label.lastgroup))
        offices += [(name, role) for name in split_names(stretch[label.end() : end])]
    last = offices[-1][1] if offices else Role.RESPONSIBLE
    offices += [(name, last if last is not Role.LEAD else Role.RESPONSIBLE) for rider in riders for name in rider.names]
    return offices, riders


def _closing_list(text: str) -> list[tuple[str, Role]]:
    """（甲局牵头，乙局、丙局配合） at the end of a paragraph: each list takes the role of the word that closes it."""
    groups = bracket_groups(text)
    if not groups or text[groups[-1][1] + 1 :].strip("。 \n"):
        return []
    out: list[tuple[str, Role]] = []
    waiting: list[str] = []
    for piece in split_names(text[groups[-1][0] : groups[-1][1]]):
        found = _endings().search(piece)
        waiting.append(_tails().sub("", piece[: found.start()] if found else piece).strip().removeprefix("由"))
        if found:
            out += [(name, Role(str(found.lastgroup))) for name in waiting if name]
            waiting = []
    endings = wordlist("duties")["offices"]
    return out if out and not waiting and all(name.endswith(endings) for name, _ in out) else []


def assign_duties(drafts: Sequence[Draft], lookup: Lookup) -> tuple[list[tuple[Duty, ...]], int]:
    """The duties of each clause, riders and shared duty lines included, and how many duty lines are printed.

    A duty line counts for all clauses of its paragraph or item; elsewhere than where it is printed `rider` names the
    clause that prints it. If no lead is named anywhere in the document, 责任单位 are only listed.
    """
    lines = [_read(draft) if draft.row is not None or _may_hold_duties(draft.text) else None for draft in drafts]
    if not any(lines):
        return [()] * len(drafts), 0
    has_lead = any(role is Role.LEAD for line in lines if line for _, role in line.offices)
    given: list[dict[tuple[str, Role], str | None]] = [{} for _ in drafts]
    sharing = [_shares(drafts, at) if line and line.lines else range(at, at + 1) for at, line in enumerate(lines)]
    carriers: dict[int, bool] = {}
    for at, line in enumerate(lines):
        if line is None:
            continue
        for other in sharing[at]:
            carriers[other] = True
            for name, role in line.offices:
                given[other].setdefault((name, role), None if other == at else drafts[at].address)
    _ride(drafts, lines, given, carriers, sharing)
    known: dict[str, tuple[str | None, str | None]] = {}
    out = []
    for offices in given:
        duties = []
        for (name, role), rider in offices.items():
            if name not in known:
                known[name] = lookup(name)
            family, today = known[name]
            shown = Role.LISTED if role is Role.RESPONSIBLE and not has_lead else role
            duties.append(Duty(name, shown, family, today, rider))
        out.append(tuple(duties))
    return out, sum(line.lines for line in lines if line)


def _read(draft: Draft) -> DutyLine | None:
    if draft.row is not None:
        return read_row(draft.row)
    return read_duties(draft.text) if draft.scope != "letter" else None


def _shares(drafts: Sequence[Draft], at: int) -> list[int]:
    """The clauses that a duty line printed in `at` is for: its paragraph, and the item whose last clause it closes."""
    mine = drafts[at]
    group = {
        i
        for i in range(max(0, at - 60), min(len(drafts), at + 60))
        if drafts[i].paragraph == mine.paragraph and drafts[i].scope == mine.scope
    }
    for depth in range(1, len(mine.parts)):
        above = mine.parts[:depth]
        start = next((i for i in range(at - 1, max(-1, at - 80), -1) if drafts[i].parts == above), None)
        if start is not None and all(d.parts[:depth] == above for d in drafts[start:at]):
            closes = (
                at + 1 == len(drafts)
                or drafts[at + 1].parts[:depth] != above
                or drafts[at + 1].paragraph == mine.paragraph
            )
            if closes:
                group.update(range(start, at + 1))
                break
    return sorted(group)


@dataclass(frozen=True, slots=True)
class _Riding:
    """A rider's office on its way through the later clauses. own: the clauses that its duty line is printed for."""

    role: Role
    address: str
    every: bool
    own: frozenset[int]


def _ride(
    drafts: Sequence[Draft],
    lines: Sequence[DutyLine | None],
    given: list[dict[tuple[str, Role], str | None]],
    carriers: dict[int, bool],
    sharing: Sequence[Sequence[int]],
) -> None:
    """Give each rider's offices to the later clauses of the body that it reaches; the first rider of a name counts."""
    riding: dict[str, _Riding] = {}
    for at, line in enumerate(lines):
        if riding and drafts[at].scope == "body":
            here = {name for name, _ in given[at]}
            for name, one in riding.items():
                if name not in here and at not in one.own and (one.every or at in carriers):
                    given[at][name, one.role] = one.address
        if line is None or not line.riders:
            continue
        roles, own = dict(line.offices), frozenset(sharing[at])
        for rider in line.riders:
            for name in rider.names:
                known = riding.get(name)
                if (known is None and len(riding) < _MOST_RIDERS) or (known and rider.every and not known.every):
                    role = roles.get(name, Role.RESPONSIBLE)
                    riding[name] = _Riding(role, drafts[at].address, rider.every, own)


def read_row(row: Mapping[str, str]) -> DutyLine | None:
    """Offices of a table row, from the columns headed 牵头单位, 责任单位, 配合部门; no duty line is counted."""
    offices = [
        (name, Role(str(found.lastgroup)))
        for head, cell in row.items()
        if (found := _labels().fullmatch(f"{head.split('#')[0]}:"))
        for name in split_names(cell)
    ]
    return DutyLine(tuple(dict.fromkeys(offices)), (), 0) if offices else None
