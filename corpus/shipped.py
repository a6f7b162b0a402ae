"""Reading the data files that ship inside this package (随带资料)."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from corpus.errors import KnowledgeError

# libyaml where PyYAML was built with it: ten times faster, same result.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(name: str, package: str = "corpus") -> str:
    """The text of a shipped file of a package, by its name there. Raises KnowledgeError when it is missing."""
    try:
        return files(package).joinpath(name).read_text(encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(f"随带资料 {name} 读不到（{error.strerror}），请重新安装明白人。") from error


def read_yaml(name: str, package: str = "corpus") -> dict[str, Any]:
    """The mapping that a shipped YAML file of a package holds. Raises KnowledgeError naming the file that is none."""
    try:
        data = yaml.load(read_text(name, package), Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as error:
        raise KnowledgeError(f"随带资料 {name} 写法有误：{error}，请重新安装明白人。") from error
    if not isinstance(data, dict):
        raise KnowledgeError(f"随带资料 {name} 应当是一张键值表，请重新安装明白人。")
    return data


def read_rows(name: str, columns: int) -> list[tuple[str, ...]]:
    """The rows of a shipped TSV file, comments (#) and blank lines left out.

    Raises KnowledgeError naming file and line when a row has not `columns` cells.
    """
    rows = []
    for number, line in enumerate(read_text(name).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) != columns:
            raise KnowledgeError(f"随带资料 {name} 第{number}行应有{columns}列，实有{len(cells)}列，请改好再用。")
        rows.append(cells)
    return rows
