"""Finding place names in running text without taking 北京路, 上海南站 or 东|乡村振兴 for a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.model import Span
from corpus.region_names import RegionTables, Tier
from corpus.zhtext import normalise


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place named in a text. path: full path, None while several places bear the name (then options lists them)."""

    span: Span
    name: str
    path: str | None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    paths: tuple[str, ...]
    short: bool
    weight: float


# Characters after which even a two-character name begins: 我是浚县的, 在杞县.
_OPENERS = frozenset("在到去来是我的给从往住、省市州")


class Spotter:
    """Scans a text for the names of the tables."""

    def __init__(self, tables: RegionTables) -> None:
        self._tables = tables
        starts: dict[str, set[int]] = defaultdict(set)
        for name in (*tables.names, *tables.shorts):
            if len(name) >= 2:
                starts[name[:2]].add(len(name))
        self._lengths = {start: sorted(lengths, reverse=True) for start, lengths in starts.items()}
        zones = "|".join(map(re.escape, sorted(tables.zone_suffixes, key=len, reverse=True)))
        self._zone = re.compile(zones)

    def spot(self, text: str, context: str | Callable[[], str | None] | None) -> list[Spotted]:
        """See `Regions.spot`."""
        norm = normalise(text)
        chosen = _best_cover(list(self._hits(norm.text)))
        found = []
        for start, end, paths in self._joined(norm.text, chosen):
            name = norm.text[start:end]
            if len(paths) > 1 and callable(context):
                context = context()
            settled = self._tables.settle(list(paths), name, None if callable(context) else context)
            span = norm.span(start, end)
            if len(settled) == 1:
                found.append(Spotted(span, name, settled[0]))
            elif settled:
                found.append(Spotted(span, name, None, tuple(settled)))
        return self._settle_by_neighbours(found)

    def _hits(self, text: str) -> Iterator[_Hit]:
        lengths = self._lengths
        tables = self._tables
        for start in range(len(text) - 1):
            for length in lengths.get(text[start : start + 2], ()):
                name = text[start : start + length]
                end = start + length
                if end > len(text):
                    continue
                if name in tables.names and self._holds(text, start, end):
                    yield _Hit(start, end, tuple(tables.names[name]), False, length + 1.0)
                elif name in tables.shorts and self._stands_free(text, start, end):
                    paths = tuple(tables.shorts[name])
                    top = min((tables.tiers[p] for p in paths), key=list(Tier).index)
                    weight = length + {Tier.PROVINCE: 0.3, Tier.PREFECTURE: 0.0}.get(top, 0.0)
                    yield _Hit(start, end, paths, True, weight)

    def _holds(self, text: str, start: int, end: int) -> bool:
        """Whether a full name is one here: not 吉林|市场, not 组|成县; 浚县 at a boundary or below its city."""
        name = text[start:end]
        if text[end - 1 : end + 1] in self._tables.suffix_crossing:
            return False
        if len(name) > 2:
            return True
        if any(_preceded(text, start, path) for path in self._tables.names[name]):
            return True
        free = start == 0 or text[start - 1] in _OPENERS or not "一" <= text[start - 1] <= "龥"
        return free and name not in self._tables.generic

    def _stands_free(self, text: str, start: int, end: int) -> bool:
        after = text[end : end + 4]
        if after.startswith(self._tables.followers):
            return False
        crossing = self._tables.crossing
        return text[end - 1 : end + 1] not in crossing and (start == 0 or text[start - 1 : start + 1] not in crossing)

    def _joined(self, text: str, chosen: list[_Hit]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Adjacent names, each within the one before, become one; lone short county names that are words fall away."""
        place = 0
        while place < len(chosen):
            first = chosen[place]
            paths, end, upper = first.paths, first.end, False
            while place + 1 < len(chosen) and chosen[place + 1].start == end:
                inner = _inside(chosen[place + 1].paths, paths)
                if not inner:
                    break
                paths, end, upper = inner, chosen[place + 1].end, True
                place += 1
            place += 1
            told = text.endswith(self._tables.home, 0, first.start)
            if upper or told or not first.short or not self._is_word(text[first.start : first.end], paths):
                yield self._with_zone(text, first.start, end, paths)

    def _is_word(self, name: str, paths: tuple[str, ...]) -> bool:
        tiers = {self._tables.tiers[p] for p in paths}
        if name in self._tables.common:
            return True
        if tiers != {Tier.COUNTY}:
            return False
        # Nobody calls a city district by its bare name without the city: 西湖, 鼓楼, 新建.
        return all(p.endswith("区") and not name.endswith("区") for p in paths)

    def _with_zone(self, text: str, start: int, end: int, paths: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        match = self._zone.match(text, end)
        if match is None:
            return start, end, paths
        suffix = self._tables.zone_suffixes[match[0]]
        zones = tuple(
            f"{p}/{p.rpartition('/')[2].removesuffix('市')}{suffix}"
            for p in paths
            if self._tables.tiers[p] is Tier.PREFECTURE
        )
        return (start, match.end(), zones) if zones else (start, end, paths)

    def _settle_by_neighbours(self, found: list[Spotted]) -> list[Spotted]:
        """A shared name means the place nearest to the other places of the same text, if just one is nearest."""
        sure = [s.path for s in found if s.path is not None]
        result = []
        for spotted in found:
            near = list(spotted.options)
            for path in sure if spotted.path is None else ():
                near = self._tables.settle(near, "", path)
            if spotted.path is None and len(near) == 1:
                spotted = Spotted(spotted.span, spotted.name, near[0])
            result.append(spotted)
        return result


def _preceded(text: str, start: int, path: str) -> bool:
    """Whether the name at `start` directly follows a place that `path` lies in (开封杞县)."""
    uppers = path.split("/")[:-1]
    names = [*uppers, *(upper.rstrip("省市") for upper in uppers)]
    return any(text.endswith(name, 0, start) for name in names)


def _inside(paths: tuple[str, ...], uppers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p for p in paths if any(p.startswith(u + "/") for u in uppers))


def _best_cover(hits: list[_Hit]) -> list[_Hit]:
    """The non-overlapping hits of greatest weight; where two readings weigh the same, short names of both fall away."""
    chosen: list[_Hit] = []
    cluster: list[_Hit] = []
    reach = -1
    for hit in hits:
        if hit.start >= reach and cluster:
            chosen.extend(_cover_cluster(cluster))
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    return [*chosen, *_cover_cluster(cluster)]


def _cover_cluster(cluster: list[_Hit]) -> list[_Hit]:
    if len(cluster) <= 1:
        return cluster
    ordered = sorted(cluster, key=lambda h: h.end)
    best: list[tuple[float, int, tuple[_Hit, ...]]] = [(0.0, 1, ())]  # weight, number of readings of it, one of them
    for place, hit in enumerate(ordered):
        before = max((i + 1 for i in range(place) if ordered[i].end <= hit.start), default=0)
        weight, ways, hits = best[before]
        taken = (weight + hit.weight, ways, (*hits, hit))
        left = best[place]
        if abs(taken[0] - left[0]) < 1e-9:
            best.append((left[0], left[1] + taken[1], left[2]))
        else:
            best.append(max(taken, left, key=lambda reading: reading[0]))
    _, ways, hits = best[-1]
    return [h for h in hits if not h.short] if ways > 1 else list(hits)
