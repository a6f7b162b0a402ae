"""Clauses named by their number: found by address, never by similarity."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.lookup import AddressPattern
from corpus.model import Clause, Unit
from corpus.numerals import parse_int, to_chinese
from retrieval.shelf import Shelf

MOST_DOCUMENTS = 12
_ARTICLE = re.compile(r"第([0-9一二三四五六七八九十百零〇]+)条")
_POINT = re.compile(r"([^/*]+)/(?:\*/)?([0-9]{1,2})")


def look_up(shelf: Shelf, addresses: Sequence[str], document_ids: Sequence[str]) -> list[Unit]:
    """The units that hold the clauses which `addresses` name in these documents, in reading order, each once.

    Only the first MOST_DOCUMENTS documents are read: a number without a document's name says little in a large library.
    """
    found: dict[int, Unit] = {}
    for document_id in document_ids[:MOST_DOCUMENTS]:
        units = list(shelf.units(document_id))
        clauses = [clause for unit in units for clause, _ in unit.parts]
        for chosen in _chosen(addresses, clauses):
            for unit in units:
                if any(clause.address in chosen for clause, _ in unit.parts):
                    found.setdefault(unit.unit_id, unit)
    return list(found.values())


def _chosen(addresses: Sequence[str], clauses: Sequence[Clause]) -> list[set[str]]:
    """The clause addresses that each pattern names; a pattern that names none is read as people also say it."""
    joined = _joined(addresses)
    if joined and (below := _select(joined, clauses)):
        return [below]
    chosen = []
    for address in addresses:
        readings = (_select(reading, clauses) for reading in (address, *_also(address)))
        chosen.append(next((named for named in readings if named), set()))
    return chosen


def _select(pattern: str, clauses: Sequence[Clause]) -> set[str]:
    return {clause.address for clause in AddressPattern(pattern).select(clauses)}


def _joined(addresses: Sequence[str]) -> str | None:
    """第三部分第四节第5条 of a plan is item 5 of that section."""
    if len(addresses) != 2 or "条" in addresses[0]:
        return None
    match = _ARTICLE.fullmatch(addresses[1])
    return f"{addresses[0]}/{parse_int(match[1])}" if match else None


def _also(address: str) -> list[str]:
    """第8条 of a plan is its item 8; 第四部分第三点 may be its section (三)."""
    article, point = _ARTICLE.fullmatch(address), _POINT.fullmatch(address)
    if article:
        return [f"*/{parse_int(article[1])}"]
    return [f"{point[1]}/({to_chinese(int(point[2]))})"] if point else []
