"""From a file's lines to clauses: the parts of the file, each through its grammar, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses import Addresses, Draft, Heading, add_section_aliases, part, visible
from ingest.division import Division, divide
from ingest.furniture import strip_furniture
from ingest.grammar import Grammar, Stretch
from ingest.model import Line, Source
from ingest.outline import Outline
from ingest.statutes import StatuteOutline, is_statute


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
    notes: list[str] | None = None  # what `ingest.validity.adoption_notes` found, once it has looked


def parse(source: Source) -> Parsed:
    """Clauses and counts of a source; visible characters read = kept + furniture + lost."""
    stripped = strip_furniture(source)
    parsed = _read_parts(source, divide(stripped.lines, stripped.info))
    parsed.dropped.extend(stripped.dropped)
    parsed.meta = stripped.meta
    _settle_headings(parsed)
    add_section_aliases(parsed.drafts)
    _count(parsed, source)
    return parsed


def _settle_headings(parsed: Parsed) -> None:
    """A heading under which no clause stands is a front line; told by identity, for headings may repeat."""
    used = {id(heading) for draft in parsed.drafts for heading in draft.heading}
    parsed.front += [heading for heading in parsed.headings if id(heading) not in used]
    parsed.headings = [heading for heading in parsed.headings if id(heading) in used]


def _outline(lines: Sequence[Line], stretch: Stretch) -> Grammar:
    """The lines read by the grammar they are written in: articles, or numbered headings."""
    outline = StatuteOutline(stretch) if is_statute(lines) else Outline(stretch)
    outline.read(lines)
    return outline


def _read_parts(source: Source, division: Division) -> Parsed:
    addresses = Addresses()
    parsed = Parsed([], [], [line.text.strip() for line in division.front], [], (), division)
    parsed.drafts += _letter(division, addresses)
    parsed.drafts += _paragraphs(division.preface, "前言", addresses, "preface")
    body = _outline(division.tail.body, Stretch(source.tables, addresses))
    parsed.statute = isinstance(body, StatuteOutline)
    _take(parsed, body)
    parsed.drafts += _signature(division.tail.signature, ("落款",), addresses)
    parsed.front += [line.text.strip() for line in division.tail.imprint]
    for annex in division.tail.annexes:
        _add_section(parsed, annex.heading, annex.part, annex.lines, source, addresses, "annex", " ")
    heading = division.tail.roster_heading
    name = part("".join(line.text.strip() for line in heading).rpartition("》")[2].strip() or "名单")
    if heading:
        _add_section(parsed, heading, name, division.tail.roster, source, addresses, "roster", "")
    return parsed


def _add_section(
    parsed: Parsed,
    heading: Sequence[Line],
    name: str,
    lines: Sequence[Line],
    source: Source,
    addresses: Addresses,
    scope: str,
    joint: str,
) -> None:
    """An annex or list of names with an address of its own."""
    words = Heading(joint.join(line.text.strip() for line in heading))
    outline = _outline(lines, Stretch(source.tables, addresses, addresses.give((), name), (words,), scope))
    parsed.headings.append(words)
    _take(parsed, outline)


def _take(parsed: Parsed, outline: Grammar) -> None:
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


def _count(parsed: Parsed, source: Source) -> None:
    """Count visible characters on both sides, character by character: what came in and does not come out is lost.

    Lines that stand on both sides as they are cannot lose a character; only the rest is counted by characters.
    """
    came = [line.text.strip() for line in source.lines]
    came += [cell.strip() for table in source.tables for row in table.rows for cell in row]
    texts = [draft.text for draft in parsed.drafts] + parsed.headings + parsed.front
    kept = [line.strip() for text in texts for line in (text.split("\n") if "\n" in text else (text,))]
    dropped = [text.strip() for text in parsed.dropped]
    before, after = Counter(came), Counter(kept + dropped)
    # Only lines that the sides do not have equally often are counted by characters.
    apart = {line for line, _ in before.items() ^ after.items()}
    gone = Counter({line: before[line] - after[line] for line in apart})
    parsed.lost_words = _missing(+gone, -gone) if apart else ""
    parsed.read, parsed.furniture = len(visible(came)), len(visible(dropped))
    parsed.lost = len(parsed.lost_words)
    parsed.kept = parsed.read - parsed.furniture - parsed.lost


def _missing(before: Counter[str], after: Counter[str]) -> str:
    """The visible characters of the one that the other does not have."""
    return "".join((Counter(visible(before.elements())) - Counter(visible(after.elements()))).elements())
