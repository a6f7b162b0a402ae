"""Follow-ups that point at a cited clause (指着条文说): 下一条, 第二款, 谁负责, made into whole questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.answers.lead_in import short_title, spoken_address
from bot.dialogue.heard import patterns, squeezed
from corpus.errors import NotFound
from corpus.library import Library
from corpus.model import Clause

_STEP = {"next": 1, "previous": -1}
_ARTICLE = re.compile("第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?$")


def pointed(text: str, citations: Sequence[Mapping[str, Any]], library: Library) -> str | None:
    """The whole question that a message about the first citation means; None when it points at nothing cited.

    A question of its own (第十二条 with the name of another paper) does not match the patterns and is left alone.
    """
    if not citations:
        return None
    plain, cited = squeezed(text), citations[0]
    for name, pattern in patterns()["pointing"].items():
        match = pattern.fullmatch(plain)
        if match:
            try:
                shelved, clauses = library.show(str(cited["document_id"]))
            except NotFound:
                return None  # the paper has been taken off the shelf since
            title = short_title(shelved.document)
            return _question(name, match, title, str(cited["address"]), clauses)
    return None


def _question(name: str, match: re.Match[str], title: str, address: str, clauses: Sequence[Clause]) -> str | None:
    if name == "numbered":
        return f"{title}{_within(match['what'], address)}说什么？"
    if name == "whole":
        return f"{title}{spoken_address(address)}说什么？"
    if name == "office":
        here = next((clause for clause in clauses if clause.address == address), None)
        return f"{title}{spoken_address(address)}由哪些单位负责？" if here is not None and here.duties else None
    other = _beside(address, match["unit"], _STEP[name], clauses)
    return f"{title}{spoken_address(other)}说什么？" if other else None


def _within(what: str, address: str) -> str:
    """第二款 is one of the article cited; 第二条 and 第21项 are looked for in the whole paper."""
    article = address.split("/")[0]
    return f"{article}{what}" if "款" in what and "条" not in what and _ARTICLE.match(article) else what


def _beside(address: str, unit: str, step: int, clauses: Sequence[Clause]) -> str | None:
    """The address beside the cited one: of articles when 条 is said, else of clauses."""
    whole = unit in "条" and _ARTICLE.match(address.split("/")[0])
    order = list(dict.fromkeys(c.address.split("/")[0] if whole else c.address for c in clauses))
    here = address.split("/")[0] if whole else address
    if here not in order:
        return None
    at = order.index(here) + step
    return order[at] if 0 <= at < len(order) else None
