"""From a file's lines to clauses: the parts of the file, each through its grammar, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses import Addresses, Draft, add_section_aliases, visible
from ingest.division import Division, divide
from ingest.furniture import strip_furniture
from ingest.model import Line, Source
from ingest.outline import Outline
from ingest.statutes import is_statute, read_statute


@dataclass(slots=True)
class Parsed:
    """Everything made of a Source: clauses, kept lines outside clauses, furniture, the division, and counts."""

    drafts: list[Draft]
    headings: list[str]
    front: list[str]
    dropped: list[str]
    meta: tuple[str, ...]
    division: Division
    tables: int = 0
    read: int = 0
    kept: int = 0
    furniture: int = 0
    lost: int = 0
    lost_words: str = ""
    statute: bool = False


def parse(source: Source) -> Parsed:
    """Clauses and counts of a source; visible characters read = kept + furniture + lost."""
    stripped = strip_furniture(source.lines)
    if is_statute(stripped.lines):
        parsed = read_statute(stripped, source)
    else:
        parsed = _read_plan(source, divide(stripped.lines))
    parsed.dropped.extend(stripped.dropped)
    parsed.meta = stripped.meta
    add_section_aliases(parsed.drafts)
    _count(parsed, source)
    return parsed


def _read_plan(source: Source, division: Division) -> Parsed:
    addresses = Addresses()
    parsed = Parsed([], [], [line.text.strip() for line in division.front], [], (), division)
    parsed.drafts += _letter(division, addresses)
    parsed.drafts += _paragraphs(division.preface, "前言", addresses, "preface")
    body = Outline(source.tables, addresses)
    body.read(division.body)
    _take(parsed, body)
    parsed.drafts += _signature(division.signature, ("落款",), addresses)
    for annex in division.annexes:
        heading = " ".join(line.text.strip() for line in annex.heading)
        outline = Outline(source.tables, addresses, addresses.give((), annex.part), (heading,), "annex")
        outline.read(annex.lines)
        if outline.drafts:
            parsed.headings.append(heading)
            _take(parsed, outline)
        else:
            parsed.front.append(heading)
    parsed.drafts += _roster(division, parsed, addresses)
    return parsed


def _take(parsed: Parsed, outline: Outline) -> None:
    parsed.drafts += outline.drafts
    parsed.headings += outline.headings
    parsed.front += outline.front
    parsed.tables += outline.tables


def _letter(division: Division, addresses: Addresses) -> list[Draft]:
    out = [
        Draft(addresses.unnamed(("函",)), line.text.strip(), (), line.page, paragraph=-2 - at, scope="letter")
        for at, line in enumerate(division.letter)
    ]
    return out + _signature(division.letter_signature, ("函", "落款"), addresses)


def _paragraphs(lines: Sequence[Line], name: str, addresses: Addresses, scope: str) -> list[Draft]:
    parts = [addresses.give((), name)] if len(lines) == 1 else [addresses.unnamed((name,)) for _ in lines]
    return [Draft(p, line.text.strip(), (), line.page, scope=scope) for p, line in zip(parts, lines, strict=True)]


def _signature(lines: Sequence[Line], parts: tuple[str, ...], addresses: Addresses) -> list[Draft]:
    if not lines:
        return []
    given = addresses.give(parts[:-1], parts[-1])
    return [Draft(given, " ".join(line.text.strip() for line in lines), (), lines[0].page, scope="signature")]


def _roster(division: Division, parsed: Parsed, addresses: Addresses) -> list[Draft]:
    if not division.roster_heading:
        return []
    heading = "".join(line.text.strip() for line in division.roster_heading)
    name = heading.rpartition("》")[2].strip() or "名单"
    parsed.headings.append(heading)
    return [
        Draft(addresses.unnamed((name,)), line.text.strip(), (heading,), line.page, scope="roster")
        for line in division.roster
    ]


def _count(parsed: Parsed, source: Source) -> None:
    """Count visible characters on both sides, character by character: what came in and does not come out is lost."""
    came = visible(
        [line.text for line in source.lines] + [cell for table in source.tables for row in table.rows for cell in row]
    )
    kept = visible([d.text for d in parsed.drafts] + parsed.headings + parsed.front)
    dropped = visible(parsed.dropped)
    missing = Counter(came)
    missing.subtract(kept)
    missing.subtract(dropped)
    parsed.lost_words = "".join(char * n for char, n in missing.items() if n > 0)
    parsed.read, parsed.furniture, parsed.lost = len(came), len(dropped), len(parsed.lost_words)
    parsed.kept = parsed.read - parsed.furniture - parsed.lost
