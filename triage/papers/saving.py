"""Saving papers by the ending of the file's name; each says in one line what is wrong when it cannot."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import BadInput, OutputFailed
from corpus.os_errors import why_refused
from triage.papers.layout import Paper, card_paper, order_paper

ENDINGS = (".docx", ".pdf", ".html")


def save_order(order: Mapping[str, Any] | None, path: Path) -> tuple[str, ...]:
    """Save a work order as .docx, .pdf, .html or .xlsx; gives remarks for the user (a font that is not there).

    Raises BadInput for another ending, no order or a broken one; OutputFailed when the file cannot be written.
    """
    if order is None:
        raise BadInput("这通来话没有工单（不归本台，或只是问政策），没有可存的。")
    if path.suffix.lower() == ".xlsx":
        return save_list([order], path)
    _check_ending(path, (*ENDINGS, ".xlsx"), "工单")
    return _save(order_paper(order), path)


def save_card(card: Mapping[str, Any] | None, path: Path) -> tuple[str, ...]:
    """Save a card as .docx, .pdf or .html; gives remarks for the user. Raises as `save_order` does."""
    if card is None:
        raise BadInput("这通来话没有明白卡（眼下没有可能适用的措施），没有可存的。")
    _check_ending(path, ENDINGS, "明白卡")
    return _save(card_paper(card), path)


def save_list(orders: Sequence[Mapping[str, Any]], path: Path) -> tuple[str, ...]:
    """Save orders as a spreadsheet, one line each. Raises as `save_order` does."""
    from triage.papers.sheet import sheet

    _check_ending(path, (".xlsx",), "工单清单")
    _write(sheet(orders), path)
    return ()


def _check_ending(path: Path, endings: Sequence[str], what: str) -> None:
    if path.suffix.lower() not in endings:
        raise BadInput(f"{what}不能存成“{path.name}”这种文件；请把文件名改成以 {'、'.join(endings)} 结尾。")


def _save(paper: Paper, path: Path) -> tuple[str, ...]:
    """Draw a paper in the format of its file; the drawing packages are loaded only here."""
    ending = path.suffix.lower()
    remark = ""
    if ending == ".docx":
        from triage.papers.word import word

        data = word(paper)
    elif ending == ".pdf":
        from triage.papers.pdf import pdf

        data, remark = pdf(paper)
    else:
        from triage.papers.page import page

        data = page(paper).encode("utf-8")
    _write(data, path)
    return (remark,) if remark else ()


def _write(data: bytes, path: Path) -> None:
    """Whole or not at all: written beside and moved into place."""
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:20]}-", suffix=path.suffix)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o600)
        Path(beside).replace(path)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise OutputFailed(
            f"“{path.name}”写不进去（{why_refused(error)}）；请换个文件夹，或关掉正打开它的程序后重来。"
        ) from error
