"""A list into a file of the caller's: an Excel table or a calendar, told by the command that asks for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bot.calendar_file import calendar
from bot.clock import today
from bot.settings import Settings
from bot.sheets import xlsx
from corpus.errors import BadInput
from corpus.os_errors import why_refused


def save_list(file: Path, lines: Sequence[str], settings: Settings) -> str:
    """Write the items (JSON lines) as .xlsx or .ics, by the file's ending, and give back a line that says so.

    Raises BadInput for another ending or a file that cannot be written, MissingProgram without openpyxl.
    """
    items = [json.loads(line) for line in lines]
    match file.suffix.lower():
        case ".xlsx":
            content = xlsx("duties", items)
        case ".ics":
            content = calendar(items, today(settings.clock)).encode()
        case _:
            raise BadInput(f"文件名“{file.name}”的结尾不对；请写成 .xlsx 或 .ics 结尾。")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(f"写不进 {file}（{why_refused(error)}）；请换个位置或文件名重来。") from error
    return f"已存 {len(items)} 条到 {file}。"
