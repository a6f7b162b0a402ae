"""House rules that a linter does not know: sizes, layout, what may stand in the repository."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("corpus", "ingest", "retrieval", "triage", "bot", "eval")
MODULES = sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 80
TEXTS = {
    *(".md", ".txt", ".yaml", ".yml", ".toml", ".json", ".jsonl", ".py", ".html", ".tsv", ".csv", ".js", ".css", ".sh"),
}
RUN = 30
# Folders that every machine has: a checkout right below one of them says nothing of the machine.
ANYWHERE = ("/", "/home", "/mnt", "/opt", "/srv", "/tmp", "/usr/local/src", "/var/lib", "/var/tmp")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_is_small_and_explains_itself(path):
    source = path.read_text("utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    tree = ast.parse(source)
    assert not source.strip() or ast.get_docstring(tree), "a module opens with what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_settings_reads_the_environment(path):
    if name(path) == "bot/settings.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        read = isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        assert not read, f"line {node.lineno} reads the environment"


def test_no_pile_of_leftovers():
    assert not [name(p) for p in MODULES if re.fullmatch(r"(utils?|helpers?|misc|common)", p.stem)]


def test_nothing_of_one_machine_is_tracked():
    home = ROOT.parent.as_posix()
    texts = [p for p in tracked() if p.suffix in TEXTS]
    found = [name(p) for p in texts if home not in ANYWHERE and f"{home}/" in p.read_text("utf-8", "replace")]
    assert found == []


def test_no_run_of_a_policy_text_is_tracked(shared):
    """Facts carry over, sentences do not: no 30 characters in a row of a source document (titles aside)."""
    squeeze = re.compile(r"\s+")
    grams: dict[str, str] = {}
    for path in sorted((shared / "policies").glob("*.txt")):
        text = squeeze.sub("", path.read_text("utf-8"))
        grams |= {text[i : i + RUN]: path.name for i in range(len(text) - RUN)}
    titles = squeeze.sub("", (ROOT / "tests" / "titles.txt").read_text("utf-8")).replace("¦", "")
    copied = []
    for path in tracked():
        if path.suffix not in TEXTS:
            continue
        text = squeeze.sub("", path.read_text("utf-8", "replace"))
        hits = {text[i : i + RUN] for i in range(len(text) - RUN) if text[i : i + RUN] in grams}
        copied += [f"{name(path)}: {hit}" for hit in sorted(hits) if hit not in titles]
    assert copied == []
