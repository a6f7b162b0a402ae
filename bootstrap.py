"""Set up Mingbai in .venv and do one job: `python bootstrap.py setup|run|test|check`. Needs a bare Python 3.11+.

The Makefile calls this file, so Linux, macOS and Windows go the same way. MINGBAI_SLIM=1 leaves torch and
sentence-transformers out (about 1.1 instead of 2.3 GB on disk); the shipped embedder then runs on numpy alone, with
the same vectors. A slim set-up stays slim until MINGBAI_SLIM=0 asks for everything.
"""

from __future__ import annotations

import hashlib
import os
import platform
import socket
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "mingbai-setup.txt"
SLIM = " slim"
TORCH = "torch==2.13.0"
TORCH_CPU_HOST = "download.pytorch.org"
TORCH_CPU_INDEX = f"https://{TORCH_CPU_HOST}/whl/cpu"
SECONDS_TO_REACH = 5


def python() -> Path:
    """Path of the interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pip(*words: str) -> None:
    """Run pip inside .venv; raises CalledProcessError if it fails."""
    subprocess.run(
        [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words], check=True, cwd=ROOT
    )


def cpu_index_answers() -> bool:
    """Whether the PyTorch project's own CPU index can be reached within a few seconds."""
    try:
        with socket.create_connection((TORCH_CPU_HOST, 443), timeout=SECONDS_TO_REACH):
            return True
    except OSError:
        return False


def install_torch() -> None:
    """A CPU build of torch: from the PyTorch project's CPU index on Linux when it answers, else the pinned version."""
    if platform.system() == "Linux" and cpu_index_answers():
        try:
            pip(TORCH, "--index-url", TORCH_CPU_INDEX)
            return
        except subprocess.CalledProcessError:
            print("The PyTorch CPU index did not serve torch; trying the pinned version from the default index.")
    pip(TORCH)


def is_slim() -> bool:
    """Whether to leave torch out: MINGBAI_SLIM says it, and where it is not set, the set-up that is already there."""
    switch = os.environ.get("MINGBAI_SLIM")
    if switch is None:
        return STAMP.exists() and STAMP.read_text("utf-8").endswith(SLIM)
    return switch not in ("", "0")


def wanted() -> str:
    """What the set-up depends on, as one line: a changed pyproject.toml or switch means installing again."""
    parts = [(ROOT / "pyproject.toml").read_text("utf-8"), sys.version]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest() + (SLIM if is_slim() else "")


def setup() -> None:
    """Make .venv and install everything, unless that is already done."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader may have an older one
        sys.exit("Mingbai needs Python 3.11 or later; this is " + platform.python_version())
    if STAMP.exists() and STAMP.read_text("utf-8") == wanted() and python().exists():
        return
    slim, line = is_slim(), wanted()
    print("Setting up .venv (a few minutes the first time) …", flush=True)
    if not python().exists():
        venv.create(VENV, with_pip=True)
    if not slim:
        install_torch()
    extras = "test,ocr,peers" if slim else "test,ocr,peers,models"
    pip("-e", f".[{extras}]")
    STAMP.write_text(line, "utf-8")


def run(job: str, *words: str) -> int:
    """Run one program of .venv; returns its exit code."""
    return subprocess.run([python(), "-m", job, *words], cwd=ROOT, check=False).returncode


def check() -> int:
    """Style, types and layers: ruff, mypy --strict, import-linter. Returns the first exit code that is not 0."""
    lint_imports = python().with_name("lint-imports" + (".exe" if os.name == "nt" else ""))
    steps = [[python(), "-m", "ruff", "check", "."], [python(), "-m", "mypy"], [lint_imports]]
    for step in steps:
        code = subprocess.run(step, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


def main(words: list[str]) -> int:
    """Do the job named by the first word; further words go to pytest or the server."""
    job, rest = (words[0], words[1:]) if words else ("", [])
    if job not in ("setup", "run", "test", "test-fast", "check"):
        print("usage: python bootstrap.py setup|run|test|test-fast|check [words for the job]")
        return 2
    setup()
    if job == "run":
        return run("bot", "serve", *rest)
    if job == "check":
        return check()
    if job == "test":
        return check() or run("pytest", *rest)
    if job == "test-fast":
        return run("pytest", "-m", "not slow", *rest)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
