"""The front door of the readers: look at the file, choose the reader by content, read it within bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from corpus.errors import EmptyDocument, FileTooLarge, NotFound, UnreadableFile
from ingest import sandbox
from ingest.limits import Limits
from ingest.model import Source
from ingest.readers.doc import convert
from ingest.readers.formats import Kind, ScannedPages, recognise
from ingest.readers.text import read_text

_DEFAULT = Limits()
_SPECIAL = (
    (stat.S_ISDIR, "是文件夹，不是文件；请指定里面的文件"),
    (stat.S_ISFIFO, "是管道，不是文件；请先存成文件再收录"),
    (stat.S_ISSOCK, "是套接字，不是文件；请指定政策文件"),
    (stat.S_ISCHR, "是设备，不是文件；请指定政策文件"),
    (stat.S_ISBLK, "是设备，不是文件；请指定政策文件"),
)


def read_file(path: Path, limits: Limits = _DEFAULT) -> Source:
    """The file as lines and tables, every visible character once.

    Raises NotFound where there is no file, else one of the UnreadableFile family; nothing else.
    """
    return read_data(path.name, load(path, limits), limits)


def load(path: Path, limits: Limits = _DEFAULT) -> bytes:
    """The bytes of a regular file, links followed. Raises NotFound, FileTooLarge, EmptyDocument, UnreadableFile."""
    try:
        # Not blocking: a pipe that nobody writes to must not hold us.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise NotFound(f"找不到文件“{path.name}”，请检查路径") from error
    except PermissionError as error:
        what = (
            "是文件夹，不是文件；请指定里面的文件"
            if path.is_dir()
            else "没有读取权限；请修改文件权限，或换一个有权限的账户"
        )
        raise UnreadableFile(f"“{path.name}”{what}") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"“{path.name}”打不开；请把文件复制到本机普通文件夹后再收录") from error
    try:
        try:
            _check_regular(path.name, os.fstat(handle), limits)
        except UnreadableFile:
            os.close(handle)
            raise
        with os.fdopen(handle, "rb") as stream:
            data = stream.read(limits.bytes + 1)
    except OSError as error:
        raise UnreadableFile(f"“{path.name}”读取中断；请把文件复制到本机后再收录") from error
    _check_size(path.name, len(data), limits)
    return data


def read_data(name: str, data: bytes, limits: Limits = _DEFAULT) -> Source:
    """Bytes of a file under its bare name, as lines and tables. Raises of the UnreadableFile family only.

    Plain text is read in this process; every other format in a process of its own (ingest/sandbox.py).
    """
    _check_size(name, len(data), limits)
    kind = recognise(name, data)
    if kind is Kind.TEXT:
        return read_text(name, data, limits)
    if kind is Kind.DOC:
        kind, data = Kind.DOCX, convert(name, data, limits)
    if kind is Kind.IMAGE:
        return sandbox.scans.read(kind, name, data, limits)
    try:
        return sandbox.documents.read(kind, name, data, limits)
    except ScannedPages:
        return sandbox.scans.read(Kind.SCAN, name, data, limits)


def _check_regular(name: str, status: os.stat_result, limits: Limits) -> None:
    for test, what in _SPECIAL:
        if test(status.st_mode):
            raise UnreadableFile(f"“{name}”{what}")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(f"“{name}”不是普通文件；请指定政策文件")
    _check_size(name, status.st_size, limits)


def _check_size(name: str, size: int, limits: Limits) -> None:
    if size == 0:
        raise EmptyDocument(f"“{name}”是空文件，请重新下载或重新保存后再收录")
    if size > limits.bytes:
        raise FileTooLarge(f"“{name}”超过 {limits.bytes >> 20} MB，请拆成几个文件再收录")
