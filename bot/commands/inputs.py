"""What every command and route reads alike (输入): day, id, place, lines of a batch file; and how one line goes out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.commands import Job
from corpus.errors import BadField, BadInput
from corpus.os_errors import why_refused

# Characters at which some readers break lines, though JSON does not.
_LINE_BREAKS = {ord(character): f"\\u{ord(character):04x}" for character in "\u0085\u2028\u2029"}


def day_of(job: Job) -> dt.date:
    """The day asked for. Raises BadInput for words that are no date."""
    asked = job.args.get("as_of")
    if not asked:
        return job.today
    return read_day(asked)


def read_day(text: object) -> dt.date:
    """A day written like 2026-03-18. Raises BadInput for anything else."""
    try:
        if isinstance(text, str) and len(text) == len("2026-03-18"):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass  # said below, as for every other wrong form
    raise BadInput(f"日期“{str(text)[:30]}”看不懂；请写成 2026-03-18 这样。")


def one_line(thing: Mapping[str, Any]) -> str:
    """An object as one line of JSON, UTF-8, without NaN."""
    line = json.dumps(thing, ensure_ascii=False, allow_nan=False)
    return line.translate(_LINE_BREAKS)


def batch_lines(path: Path) -> Iterator[str]:
    """The non-empty lines of a batch file. Raises BadInput when it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"批量文件 {path.name} 打不开（{why_refused(error)}）；请检查路径后重来。") from error
    if not raw.strip():
        raise BadInput(f"批量文件 {path.name} 是空的；请每行写一个 JSON 对象。")
    for part in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if part.strip():
            yield part.decode("utf-8", errors="surrogateescape")


def read_item(line: str) -> dict[str, Any]:
    """One line as an object. Raises BadInput."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        line.encode("utf-8")
        item = json.loads(line, parse_constant=refuse)
    except UnicodeEncodeError as error:
        raise BadInput("这一行不是 UTF-8 编码；请把文件另存为 UTF-8 后重来。") from error
    except (ValueError, RecursionError) as error:
        raise BadInput("这一行不是合格的 JSON；请检查引号、逗号和括号。") from error
    if not isinstance(item, dict):
        raise BadInput('这一行不是 JSON 对象；请写成 {"id": …, …} 这样。')
    return item


def item_id(item: Mapping[str, Any]) -> str | int | None:
    """The id of a line, as it came. Raises BadField for one that is neither text nor a whole number."""
    found = item.get("id")
    if isinstance(found, bool) or not isinstance(found, str | int | None):
        raise BadField("id 要写成文字或整数；请改好后重来。")
    if isinstance(found, str):
        check_characters(found, "id")
    return found


def check_region(region: object) -> str | None:
    """A place as it came, in words. Raises BadField."""
    if region is None or region == "":
        return None
    if not isinstance(region, str):
        raise BadField("region 要写成地名，如 江西省/南昌市。")
    return check_characters(region, "region")


def check_characters(text: str, name: str) -> str:
    """The text as it came. Raises BadField for half characters, which no output could hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadField(f"{name} 里有残缺的字符；请重新输入。") from error
    return text
