"""`mingbai ingest`: files and folders onto the shelf."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import Job, Line, Run, in_part
from bot.commands.inputs import one_line
from corpus.errors import BadInput, MingbaiError, NotFound, UnreadableFile

if TYPE_CHECKING:
    from bot.assembly import Services

_OUTCOMES = {
    "added": "已收录",
    "copy": "已有此版本，记为副本",
    "unchanged": "没有变化",
    "reread": "已按新版读法重读",
}
# Seconds between two remarks on the way: often enough to see it lives, seldom enough to read.
_REMARK_EVERY = 2.0
_MANY = 50


def ingest(services: Services, job: Job) -> Run:
    """Read args.paths (folders with all they hold) for args.region; one object a file with args.json."""
    named = [Path(str(path)) for path in job.args["paths"]]
    if not named:
        raise BadInput("没有要收录的文件；请写上文件或文件夹的路径。")
    region = services.place(job.args.get("region"))
    good = bad = 0
    found = list(_files(named))
    files = [path for path in found if _legible(path.name) == path.name]
    last = time.monotonic()
    for report in services.ingest(files, region, job.today):
        failed = report["error"] is not None
        good, bad = good + (not failed), bad + failed
        yield Line(one_line(report)) if job.args.get("json") else _said(report)
        if len(files) > 1 and time.monotonic() - last > _REMARK_EVERY:
            last = time.monotonic()
            yield Line(f"已读 {good + bad}/{len(files)}", "err")
    if good:
        yield from _refresh(services, len(files))
    for path, error in _refused(named, found):
        bad += 1
        report = {
            "source_file": _legible(path.name) or "?",
            "path": _legible(str(path)),
            "error": error.as_json(),
        }
        yield Line(one_line(report)) if job.args.get("json") else _said(report)
    if not good and not bad:
        raise BadInput("所给的文件夹里没有文件；请检查路径后重来。")
    return in_part(good, bad)


def _refresh(services: Services, files: int) -> Iterator[Line]:
    if files >= _MANY:
        yield Line("正在更新检索索引……", "err")
    services.refresh()


def _files(named: list[Path]) -> Iterator[Path]:
    for path in named:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
        elif path.exists():
            yield path


def _refused(named: list[Path], found: list[Path]) -> Iterator[tuple[Path, MingbaiError]]:
    for path in named:
        if not path.exists():
            yield path, NotFound(f"没有 {_legible(path.name)} 这个文件；请检查路径后重来。")
    for path in found:
        name = _legible(path.name)
        if name != path.name:
            text = f"文件名“{name}”不是 UTF-8 编码，多半是压缩包解压时弄乱的；请改名后重来。"
            yield path, UnreadableFile(text)


def _legible(name: str) -> str:
    """A file name that can be shown and stored: bytes of it that are no UTF-8 become replacement characters."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _hidden(path: Path) -> bool:
    # Hidden files, all that lies in hidden folders, and the lock files of office programs (~$…) are no documents.
    return any(part.startswith((".", "~$")) for part in path.parts)


def _said(report: Mapping[str, Any]) -> Line:
    name = " ".join(report["source_file"].split())  # a file name may hold line breaks
    if report["error"] is not None:
        return Line(f"未收录 {name}：{report['error']['text']}", "err")
    parts = [f"{_OUTCOMES[report['outcome']]} {name}：{report['clauses']} 条"]
    parts += [f"{report['duties']} 行职责"] if report["duties"] else []
    parts += [f"{report['tables']} 张表"] if report["tables"] else []
    parts += [f"漏读 {report['characters']['lost']} 字"] if report["characters"]["lost"] else []
    return Line("，".join(parts) + "".join(f"；注意：{w['text']}" for w in report["warnings"]))
