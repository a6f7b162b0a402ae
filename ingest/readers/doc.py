"""Old Word, WPS and RTF files: LibreOffice turns them into docx, in a folder of its own and within a time limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus.errors import EncryptedFile, MissingProgram, UnreadableFile
from ingest.limits import Limits

_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)
# The import filter is named: LibreOffice would else take a broken file for plain text and convert its noise.
_FORMS = {b"{\\rtf": (".rtf", "Rich Text Format"), b"PK\x03\x04": (".odt", "writer8")}
_LAUNCH = (
    "import os, resource as r, sys; m, f = int(sys.argv[1]), int(sys.argv[2]); "
    "r.setrlimit(r.RLIMIT_AS, (m, m)); r.setrlimit(r.RLIMIT_FSIZE, (f, f)); r.setrlimit(r.RLIMIT_CORE, (0, 0)); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)
_WORD = (".doc", "MS Word 97")


def convert(name: str, data: bytes, limits: Limits) -> bytes:
    """A .doc, .wps, .rtf or .odt as docx bytes, by LibreOffice.

    Raises MissingProgram, EncryptedFile, UnreadableFile.
    """
    program = find_program()
    if program is None:
        raise MissingProgram(
            f"读“{name}”要用 LibreOffice，本机没有；请安装（Debian/Ubuntu：apt install libreoffice-writer-nogui），"
            "或用 Word 另存为 docx 再收录"
        )
    with tempfile.TemporaryDirectory(prefix="mingbai-doc-", ignore_cleanup_errors=True) as folder:
        suffix, form = next((form for magic, form in _FORMS.items() if data.lstrip().startswith(magic)), _WORD)
        source = Path(folder, "in" + suffix)
        source.write_bytes(data)
        _run(
            [
                program,
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                f"--infilter={form}",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(Path(folder, "out")),
                str(source),
            ],
            name,
            limits,
        )
        result = Path(folder, "out", "in.docx")
        if not result.is_file() or result.stat().st_size == 0:
            raise _failure(name, data)
        return result.read_bytes()


def find_program() -> str | None:
    """Where LibreOffice is, None when it is not installed."""
    for candidate in _PROGRAMS:
        if found := shutil.which(candidate):
            return found
    return next((str(path) for path in _WINDOWS if path.is_file()), None)


def _run(command: list[str], name: str, limits: Limits) -> None:
    folder = Path(command[-1]).parent
    try:
        process = subprocess.Popen(
            _bounded(command, limits),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingProgram(
            f"LibreOffice 启动不了，读不了“{name}”；请重装 libreoffice-writer-nogui，或另存为 docx 再收录"
        ) from error
    try:
        process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"“{name}”转换超过 {limits.seconds:.0f} 秒；请用 Word 打开，另存为 docx 再收录") from error
    finally:
        _stop(process)


def _bounded(command: list[str], limits: Limits) -> list[str]:
    """The command behind a launcher that bounds its memory and the size of what it writes, where the system can."""
    if sys.platform == "win32":
        return command
    return [sys.executable, "-c", _LAUNCH, str(limits.office_memory), str(limits.unpacked_bytes), *command]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the whole group: the launcher leaves a second process behind when it alone is killed."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def _failure(name: str, data: bytes) -> UnreadableFile:
    if _locked(data):
        return EncryptedFile(f"“{name}”设了打开密码，请在 Word 里去掉密码，另存后再收录")
    return UnreadableFile(f"“{name}”打不开，可能已损坏或没有下载完整；请用 Word 打开，另存为 docx 再收录")


def _locked(data: bytes) -> bool:
    """True where the Word 97 header (FibBase of [MS-DOC] 2.5.2) has its fEncrypted bit set."""
    start = data.find(b"\xec\xa5\xc1\x00")
    return start >= 0 and len(data) > start + 12 and bool(data[start + 11] & 0x01)
