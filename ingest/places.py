"""Whose document it is: the place it is for, from its title, its issuers and its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from corpus.model import Status
from corpus.regions import NATION, Regions
from ingest.reading import Parsed
from ingest.wordlists import wordlist

_LEAD = re.compile(r"^(?:《|〈|“|关于|印发|发布|公布|转发|中共|中国[（(]|共青团|政协)+")
_NAMED = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|旗|州)")
_SUFFIX = re.compile(r"(?:省|市|县|区|旗|州|盟)$")
_OFFICE_FOLLOWS = re.compile(r"委|人民|政府|人大|[\u4e00-\u9fff]{2,14}(?:局|办|厅|中心|委员会|领导小组|院|会)")


@dataclass(slots=True)
class Place:
    """The place of a document: region is the full path, own_name what the text calls it."""

    region: str | None = None
    own_name: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def find_place(
    parsed: Parsed, title: str, stem: str, issuers: Sequence[str], nature: Status | None, regions: Regions
) -> Place:
    """The place a document is for.

    A template has none: its own name (我县) is kept and never resolved. Else: the place that opens the title or an
    issuer's name; the nation for national bodies; a place elsewhere in a plan's title; a statute that names no place
    is national; a place that the national tree does not know stands as written, as far up as the text goes.
    """
    own = _self_name(parsed)
    unplaced = Place(None, own, {"self_place": own} if own else {})
    if nature is Status.TEMPLATE:
        return unplaced
    national = _is_national(title, issuers)
    texts = [title, *issuers, stem]
    context = cache(partial(_context, parsed, regions))  # the first clauses are read where there is a name to settle
    for text in texts:
        if path := _opening_place(text, regions, context, full_name=national):
            return Place(path, path.rpartition("/")[2], {"region": text})
    if national:
        return Place(NATION, None, {"region": " ".join(issuers) or title})
    spotted = None if parsed.statute else next((s.path for s in regions.spot(title, context) if s.path), None)
    if found := spotted or _unknown_place(title, issuers, parsed):
        return Place(found, found.rpartition("/")[2], {"region": title if spotted else found.replace("/", "")})
    if parsed.statute and own is None:
        return Place(NATION, None, {"region": "法规未限定地方"})
    return unplaced


def _self_name(parsed: Parsed) -> str | None:
    names = wordlist("metadata")["self_names"]
    return next((name for draft in parsed.drafts[:40] for name in names if name in draft.text), None)


def _is_national(title: str, issuers: Sequence[str]) -> bool:
    words = wordlist("metadata")
    texts = [_LEAD.sub("", text) for text in [title, *issuers]]
    return any(text.startswith(words["national"]) for text in texts) or any(
        issuer in words["national_ministries"] or issuer.startswith(words["national_bodies"]) for issuer in issuers
    )


def _context(parsed: Parsed, regions: Regions) -> str | None:
    """A province that the first clauses name; it settles shared names (临江 in 吉林)."""
    for draft in parsed.drafts[:4]:
        for spotted in regions.spot(draft.text[:200]):
            if spotted.path and "/" not in spotted.path:
                return spotted.path
    return None


def _opening_place(text: str, regions: Regions, context: Callable[[], str | None], *, full_name: bool) -> str | None:
    """The place that opens a title or an office's name. full_name: a short form (台湾同胞, 汶川地震) does not count."""
    bare = _LEAD.sub("", text)
    for spotted in regions.spot(bare[:40], context):
        if spotted.span.start == 0 and spotted.path and (not full_name or _SUFFIX.search(spotted.name)):
            return spotted.path
        return None
    return None


def _unknown_place(title: str, issuers: Sequence[str], parsed: Parsed) -> str | None:
    """云岭省/安澜市/青禾县: it opens an office's name, or opens the title and stands before an office in the text."""
    not_places = wordlist("metadata")["not_places"]
    texts = [*parsed.front, *(draft.text for draft in parsed.drafts[:8])]
    for text in [*issuers, title]:
        found = _NAMED.match(_LEAD.sub("", text))
        if found is None or found[0].endswith(not_places):
            continue
        name = found[0]
        rest = _LEAD.sub("", text)[found.end() :]
        signed = (
            _OFFICE_FOLLOWS.match(rest)
            if text in issuers
            else any(_OFFICE_FOLLOWS.match(t, t.index(name) + len(name)) for t in texts if name in t)
        )
        if signed:
            return _written_out(name, texts)
    return None


def _written_out(name: str, texts: Sequence[str]) -> str:
    longer = re.compile(rf"(?:([\u4e00-\u9fff]{{2,4}}省))?(?:([\u4e00-\u9fff]{{2,4}}[市州]))?{re.escape(name)}")
    paths = ["/".join([*(g for g in found.groups() if g), name]) for t in texts for found in longer.finditer(t)]
    return max(paths, key=lambda p: p.count("/"), default=name)
