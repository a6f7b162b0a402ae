"""The glossary speaks the code's language: each of its words lives in the code, with its Chinese term."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROWS = re.findall(r"^\| ([a-z][a-z ]+) \| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
SOURCE = "\n".join(
    path.read_text("utf-8")
    for folder in ("corpus", "ingest", "retrieval", "triage", "bot", "eval")
    for path in sorted((ROOT / folder).rglob("*.py"))
)


def test_there_are_words():
    assert len(ROWS) >= 20


@pytest.mark.parametrize(("word", "term"), ROWS, ids=[word for word, _ in ROWS])
def test_the_word_lives_in_the_code(word, term):
    assert re.search(word.strip().replace(" ", "[ _]?"), SOURCE, re.IGNORECASE)
    assert any(re.sub("（.*?）", "", part).strip() in SOURCE for part in re.split("[/、]", term))
