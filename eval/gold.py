"""Does a piece of evidence stand at gold: the document that is meant, and the clause, one below it, or its unit?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from corpus.address import Address
from corpus.zhtext import fold
from eval.datasets import Target

_MARKS = re.compile(r"[\s\"'·,，。、：:；;《》〈〉\[\]]")
_TITLE_TAIL = re.compile(r"\([^()]*\)$")
_NATION = "中华人民共和国"


def fits(one: Mapping[str, Any], group: Iterable[Target]) -> bool:
    """Does this citation or piece of evidence meet one of the alternatives of a gold group?"""
    return any(is_document(one["document_id"], target) and meets(one["address"], target.address) for target in group)


def is_document(document_id: str, target: Target) -> bool:
    """Is this id one of the document that the target means?"""
    title = fold(document_id.rpartition("@")[0]).partition("·")[0]
    wanted = _MARKS.sub("", fold(target.document))
    if target.whole:
        bare = _TITLE_TAIL.sub("", title).removeprefix(_NATION)
        return _MARKS.sub("", bare) == wanted.removeprefix(_NATION)
    return wanted in _MARKS.sub("", title)


def meets(address: str, gold: str) -> bool:
    """Does a clause at `address` answer for `gold`: the same, below it, or the unit it belongs to?"""
    found, wanted = _steps(address), _steps(gold)
    unit = _steps(str(Address.parse(gold).unit))
    return found[: len(wanted)] == wanted or found == unit


def _steps(address: str) -> tuple[str, ...]:
    return tuple(_MARKS.sub("", fold(part)) for part in address.split("/"))
