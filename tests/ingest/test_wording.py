"""What ingest says to people: full-width punctuation, and one word for taking a file in."""

import ast
import re
from pathlib import Path

import pytest

import ingest

MODULES = sorted(Path(ingest.__file__).parent.rglob("*.py"))
SAID = re.compile(r"请|没有|超过|损坏|不能")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”）][,;:?!(]|[,;:?!)][\u4e00-\u9fff“（]")


def said(path):
    """The strings that people may read: no patterns, no docstrings; the values in a text stand as X."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            text = node.value
        else:
            continue
        if text not in docs and SAID.search(text) and "[" not in text.replace("[ocr]", ""):
            yield text


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_texts_are_in_full_width_and_say_one_word(path):
    texts = list(said(path))
    assert [text for text in texts if HALF_WIDTH.search(text)] == []
    assert [text for text in texts if re.search("导入|入库", text)] == []


def test_there_are_texts_to_look_at():
    assert sum(1 for path in MODULES for _ in said(path)) > 60
