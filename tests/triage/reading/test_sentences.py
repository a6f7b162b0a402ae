"""Sentences of our own with the facts that they state: every path of the vocabulary, and the traps of speech."""

import json
from pathlib import Path

import pytest

from corpus.vocabulary import load_vocabulary

HERE = Path(__file__).parent
ROWS = [
    pytest.param(json.loads(line), id=f"{path.stem}-{number}")
    for path in sorted(HERE.glob("*.jsonl"))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
]


def test_there_are_enough():
    assert len(ROWS) >= 300


def test_every_path_is_said_somewhere():
    said = {fact.split("=")[0] for row in ROWS for fact in row.values[0]["facts"]}
    said = {path if path.startswith("h.") else "m." + path.split(":")[1] for path in said}
    assert sorted(set(load_vocabulary()) - said) == []


@pytest.mark.parametrize("row", ROWS)
def test_reads(row, said):
    found = said(row["text"])
    missing = [fact for fact in row["facts"] if fact not in found]
    beyond = [] if row["more"] else [fact for fact in found if fact not in row["facts"]]
    assert (missing, beyond) == ([], [])
