"""Places in words (行政区划): any usual form in, the full path out (`江西省/南昌市/进贤县`).

A path is a place's full names from the province down, joined by "/"; the nation is `全国`. Below the county, township
and village names are taken as given. Wrong guesses would bring another place's rules, so what several places bear asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from corpus.errors import AmbiguousPlace, UnknownPlace
from corpus.region_names import NATION, RegionTables, Tier, load_tables
from corpus.region_spotting import Spotted, Spotter
from corpus.zhtext import fold

__all__ = ["NATION", "Regions", "Spotted", "Tier"]

_TOWNSHIP = r"[一-龥]{1,14}?(?:街道办事处|街道|镇|乡|苏木|农场|林场|垦殖场|管理区|办事处)"
_VILLAGE = r"[一-龥0-9]{1,14}?(?:村民委员会|居民委员会|村委会|居委会|社区|村|嘎查)"
_TAIL = re.compile(rf"(?P<township>{_TOWNSHIP})?(?P<village>{_VILLAGE})?$")
_ZONE = r"[一-龥]{{0,10}}(?:{}|开发区|试验区|示范区|度假区|管理局|新区|园区)"
_SEPARATORS = re.compile(r"[/\\\-·>,、|]+")
_PRACTICE = re.compile(
    r"([一-龥]{1,8}?(?:省|自治区))/?(?:([一-龥]{1,12}?(?:市|州|盟|地区))/?)?(?:([一-龥]{1,12}?(?:县|区|市|旗)))?$"
)


class Regions:
    """The national region tree as words. `Regions.load()` is the front door; one object serves the whole process."""

    def __init__(self, tables: RegionTables) -> None:
        self._tables = tables
        zones = "|".join(map(re.escape, sorted(tables.zone_suffixes, key=len, reverse=True)))
        self._zone = re.compile(_ZONE.format(zones) + "$")
        self._spotter = Spotter(tables)

    @staticmethod
    @cache
    def load() -> Regions:
        """The shipped tree, read once a process. Raises KnowledgeError when its package is not installed."""
        return Regions(load_tables())

    def find(self, text: str, context: str | None = None) -> str:
        """Full path of the place that `text` names, in any usual form (南昌, 江西进贤, 吉林省/白山市/临江市, 赣).

        context: a path; where a name is borne by several places, the one nearest to it is meant. A name written out
        from the province down of which the tree knows no part is taken as given (training places). Raises
        UnknownPlace, or AmbiguousPlace with the candidates in `options`.
        """
        plain = fold(text).strip("/ ")
        if plain in self._tables.nation:
            return NATION
        if plain in self._tables.tiers:
            return plain
        if plain in self._tables.abbreviations:
            return self._tables.abbreviations[plain]
        found = self._candidates(_SEPARATORS.sub("", plain), context)
        if not found and (practice := self._practice_place(plain)):
            return practice
        if not found:
            raise UnknownPlace(f"没有找到叫“{text}”的地方，请写全称，例如“江西省南昌市进贤县”。")
        if len(found) > 1:
            listed = "、".join(path.replace("/", "") for path in found[:6])
            raise AmbiguousPlace(f"“{text}”可能是：{listed}。请写上所在的省和市再试。", found)
        return found[0]

    def spot(self, text: str, context: str | Callable[[], str | None] | None = None) -> list[Spotted]:
        """Places named in a running text, in order, adjacent names joined (江西省南昌市进贤县 is one).

        context: a path that settles shared names, or what tells it when there is one to settle. A name that stays
        shared has path None and its candidates in options. Names that only look like a place (上海南站, 东|乡村振兴,
        北京路) are left out.
        """
        return self._spotter.spot(text, context)

    def knows(self, path: str) -> bool:
        """Whether the tree itself holds this full path."""
        return path in self._tables.tiers

    def extended(self, paths: Iterable[str]) -> Regions:
        """A tree that also knows these full paths (places of ingested documents that the national tree lacks)."""
        tables = load_tables()
        for path in paths:
            parts = path.split("/")
            for depth in range(1, len(parts) + 1):
                tables.add("/".join(parts[:depth]), _tier_by_form("/".join(parts[:depth])))
        return Regions(tables)

    def tier(self, path: str) -> Tier:
        """Rank of a path; by its form where the tree does not hold it."""
        return self._tables.tiers.get(path) or _tier_by_form(path)

    def city_kind(self, path: str) -> str | None:
        """What 市 means here: `municipality` 直辖市, `prefecture` 地级市, `county` 县级市; else None."""
        if not path.endswith("市"):
            return None
        tier = self.tier(path)
        return "municipality" if tier is Tier.PROVINCE else str(tier)

    def children(self, path: str) -> list[str]:
        """Places directly below, in the tree's order."""
        depth = path.count("/") + 1 if path != NATION else 0
        head = path + "/" if path != NATION else ""
        return [p for p in self._tables.tiers if p.startswith(head) and p.count("/") == depth and p != NATION]

    def _practice_place(self, plain: str) -> str | None:
        """An invented place, for exercises; with one real part it is a misspelt real place, and no place at all."""
        match = _PRACTICE.match(plain)
        parts = [part for part in match.groups() if part] if match else []
        real = any(part in self._tables.names for part in parts)
        return None if real or not parts else "/".join(parts)

    def _candidates(self, plain: str, context: str | None) -> list[str]:
        readings: dict[str, int] = {}
        for path, shortened in self._read(plain, None, 0):
            readings[path] = min(shortened, readings.get(path, shortened))
        if not readings and context is not None and self.tier(context) in (Tier.PREFECTURE, Tier.COUNTY):
            tail = self._tail(plain, context)
            return [tail] if tail else []
        least = min(readings.values(), default=0)
        found = [path for path, shortened in readings.items() if shortened == least]
        return self._tables.settle(found, plain, context)

    def _read(self, rest: str, parent: str | None, shortened: int) -> Iterator[tuple[str, int]]:
        if parent is not None and not rest:
            yield parent, shortened
            return
        inner = False
        for length in range(len(rest), 0, -1):
            head = rest[:length]
            for table, cost in ((self._tables.names, 0), (self._tables.shorts, 1)):
                for path in table.get(head, ()):
                    if parent is None or path.startswith(parent + "/"):
                        for reading in self._read(rest[length:], path, shortened + cost):
                            inner = True
                            yield reading
        if parent is not None and not inner:
            tail = self._tail(rest, parent)
            if tail:
                yield tail, shortened

    def _tail(self, rest: str, parent: str) -> str | None:
        tier = self.tier(parent)
        if tier is Tier.PREFECTURE and self._zone.match(rest):
            said = next((s for s in self._tables.zone_suffixes if rest.endswith(s)), "")
            full = rest.removesuffix(said) + self._tables.zone_suffixes.get(said, said)
            name = parent.rpartition("/")[2].removesuffix("市")
            return f"{parent}/{full if full.startswith(name) else name + full}"
        # A municipality's and a prefecture's townships are met without their county only in a few cities (东莞, 中山).
        match = _TAIL.match(rest)
        if match is None or tier not in (Tier.PREFECTURE, Tier.COUNTY, Tier.TOWNSHIP):
            return None
        return "/".join([parent, *filter(None, (match["township"], match["village"]))])

    @staticmethod
    def is_within(path: str, place: str) -> bool:
        """Whether `path` is `place` or lies in it. Every place lies in 全国."""
        return place in (NATION, path) or path.startswith(place + "/")

    @staticmethod
    def ancestors(path: str) -> tuple[str, ...]:
        """The places a path lies in, nearest first, itself and 全国 left out."""
        parts = path.split("/")
        return tuple("/".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1))


def _tier_by_form(path: str) -> Tier:
    name = path.rpartition("/")[2]
    if path == NATION:
        return Tier.NATION
    if re.search(_VILLAGE + "$", name) and path.count("/") >= 2:
        return Tier.VILLAGE
    if re.search(_TOWNSHIP + "$", name) and path.count("/") >= 2:
        return Tier.TOWNSHIP
    ranks = (Tier.PROVINCE, Tier.PREFECTURE, Tier.COUNTY, Tier.TOWNSHIP, Tier.VILLAGE)
    if path.count("/") == 1 and name.endswith(("县", "区", "旗")) or path.count("/") == 0 and name.endswith("县"):
        return Tier.COUNTY
    if path.count("/") == 0 and name.endswith(("市", "州", "盟")):
        return Tier.PREFECTURE
    return ranks[min(path.count("/"), len(ranks) - 1)]
