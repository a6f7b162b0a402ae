"""Ordering the best finds anew by a cross-encoder: by a stand-in, and by a tiny real model through the real loader."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from retrieval.reranker import load_reranker
from retrieval.search import Searcher

DAY = dt.date(2026, 11, 22)
COUNTY = "云岭省/安澜市/青禾县"
QUESTION = "监测家庭住院自付超过多少能补助"


class Prefers:
    """Takes the texts with certain words for the best; keeps what it was asked."""

    def __init__(self, words: str) -> None:
        self.words, self.asked = words, 0

    def worth(self, question: str, texts: Sequence[str]) -> list[float]:
        assert question == QUESTION
        self.asked = len(texts)
        return [1.0 if self.words in text else 0.0 for text in texts]


def found(shelf, index, reranker):
    result = Searcher(shelf, index, reranker=reranker).search(QUESTION, region=COUNTY, as_of=DAY)
    return [(item.unit.address, item.score, item.why) for item in result.evidence]


def test_the_model_has_a_say_in_the_order(shelf, index):
    plain, judge = found(shelf, index, None), Prefers("临时帮扶")
    again = found(shelf, index, judge)
    assert plain[0][0] != "第七条" and again[0][0] == "第七条", "else the model changes nothing"
    assert sorted(row[0] for row in plain) == sorted(row[0] for row in again) and judge.asked == len(again)
    assert all("reread" not in why for *_, why in plain) and all("reread" in why for *_, why in again)
    scores = [score for _, score, _ in again]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A cross-encoder of a few thousand random weights over single characters, saved as any other."""
    pytest.importorskip("sentence_transformers")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    signs = "监测家庭住院自付超过多少能补助国建立社会帮扶制度县医疗保障局按百分之三十五"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(signs)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    shape.num_labels = 1
    BertForSequenceClassification(shape).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_a_real_cross_encoder_is_loaded_and_heard(tiny, shelf, index):
    model = load_reranker(str(tiny))
    assert model is not None
    worth = model.worth(QUESTION, ["国家建立社会帮扶制度", "住院自付按百分之三十补助", "县医疗保障局"])
    assert min(worth) == 0.0 and max(worth) == 1.0 and len(worth) == 3
    assert worth == pytest.approx(
        model.worth(QUESTION, ["国家建立社会帮扶制度", "住院自付按百分之三十补助", "县医疗保障局"])
    )
    assert model.worth(QUESTION, []) == []
    assert {row[0] for row in found(shelf, index, model)} == {row[0] for row in found(shelf, index, None)}


def test_without_a_name_there_is_none_and_torch_stays_out():
    assert load_reranker(None) is None
    code = "import sys, retrieval.search, retrieval.reranker; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_model_is_named(tmp_path, monkeypatch):
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SettingsError, match="MINGBAI_RERANKER"):
        load_reranker(str(tmp_path / "nothing"))
