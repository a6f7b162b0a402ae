"""A work order in the fields of the county's own system (字段对照): as an object, as lines to copy, as its table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import SettingsError
from corpus.shipped import read_yaml

FILE = "handover.yaml"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]|[\ufffe\uffff]")
_KEYS = {"to", "from", "value", "words", "form"}
_FORMS = {"date": 10, "datetime": 19, "text": None}
_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the other system. source None: always `value`."""

    to: str
    source: str | None
    value: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    form: str = "text"

    def of(self, order: Mapping[str, Any]) -> str:
        """What stands in it for an order; nothing for what the order does not have."""
        if self.source is None:
            return self.value
        found = [str(value) for value in _values(order, self.source.split("."))]
        if self.form != "text":
            found = [value.replace("T", " ")[: _FORMS[self.form]] for value in found]
        return _UNPRINTABLE.sub("", "；".join(self.words.get(value, value) for value in found))


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The fields of the other system, in its order."""

    columns: tuple[Column, ...]

    @classmethod
    def load(cls, home: Path) -> FieldMap:
        """The map in the data folder, else the one that ships. Raises SettingsError naming the entry that is wrong."""
        own = home / FILE
        if not own.is_file():
            return cls(tuple(_columns(read_yaml(FILE, "bot.records"), Path(FILE))))
        try:
            # Every value as text: a field named NO stays one.
            data = yaml.load(own.read_text("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 - makes text only
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise SettingsError(f"字段对照 {own} 读不出来；请检查缩进和编码（UTF-8）后重来。") from error
        return cls(tuple(_columns(data, own)))

    def mapped(self, order: Mapping[str, Any]) -> dict[str, str]:
        """The order as an object with the other system's field names."""
        return {column.to: column.of(order) for column in self.columns}

    def text(self, order: Mapping[str, Any]) -> str:
        """The order as lines to copy, empty fields left out."""
        return "\n".join(f"{name}：{value}" for name, value in self.mapped(order).items() if value)

    def table(self, orders: Sequence[Mapping[str, Any]]) -> bytes:
        """An Excel file in the other system's columns, every cell text."""
        from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]

        book = Workbook()
        sheet = book.active
        rows = [[column.to for column in self.columns], *(list(self.mapped(order).values()) for order in orders)]
        for line, row in enumerate(rows, 1):
            for place, text in enumerate(row, 1):
                cell = sheet.cell(line, place)
                cell.value = text
                cell.data_type = "s"  # what looks like a formula stays text
        sheet.freeze_panes = "A2"
        sheet.sheet_format.defaultColWidth = _WIDTH
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()


def _values(found: Any, path: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401 - JSON
    if isinstance(found, list | tuple):
        for one in found:
            yield from _values(one, path)
    elif not path:
        if found is not None and not isinstance(found, Mapping):
            yield found
    elif isinstance(found, Mapping):
        yield from _values(found.get(path[0]), path[1:])


def _columns(data: object, file: Path) -> Iterator[Column]:
    entries = data.get("fields") if isinstance(data, Mapping) else None
    if not isinstance(entries, list) or not entries:
        raise SettingsError(f"字段对照 {file} 里没有 fields 这张表；写法见 docs/records.md。")
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        fault = _fault(entry, seen)
        if fault:
            raise SettingsError(f"字段对照 {file} 第 {number} 项{fault}；写法见 docs/records.md。")
        seen.add(str(entry["to"]))
        words = {str(key): str(value) for key, value in (entry.get("words") or {}).items()}
        source = str(entry["from"]) if "from" in entry else None
        yield Column(str(entry["to"]), source, str(entry.get("value", "")), words, str(entry.get("form", "text")))


def _fault(entry: object, seen: set[str]) -> str:
    if not isinstance(entry, Mapping) or not str(entry.get("to") or "").strip():
        return "没有写 to"
    if str(entry["to"]) in seen:
        return f"的 to（{entry['to']}）写重了"
    if set(entry) - _KEYS:
        return f"有不认识的写法 {'、'.join(map(str, set(entry) - _KEYS))}"
    if ("from" in entry) == ("value" in entry):
        return "要写 from 或 value 其中一个"
    if not isinstance(entry.get("words") or {}, Mapping):
        return "的 words 要写成“值: 换成什么”"
    return "" if entry.get("form", "text") in _FORMS else "的 form 只能是 date、datetime 或 text"
