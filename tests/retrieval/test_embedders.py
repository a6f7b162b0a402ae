from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from corpus.errors import SearchIndexError
from retrieval.embedders import SHIPPED, ShippedEmbedder, load_embedder

TEXTS = ["低保怎么申请", "共同生活的家庭成员人均收入低于标准的，可以申请最低生活保障。", "（一）2025年、30%", "……", ""]


@pytest.fixture(scope="module")
def shipped():
    return ShippedEmbedder()


def test_vectors_have_length_one_and_empty_texts_none(shipped):
    rows = shipped.encode(TEXTS)
    assert rows.shape == (len(TEXTS), shipped.width) and rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 0, 0], abs=1e-5)


def test_the_shipped_model_stays_small(shipped):
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 12_000_000


def test_lay_words_lie_nearer_to_their_official_words_than_to_others(shipped):
    ask, right, wrong = shipped.encode(
        ["家里没收入吃不上饭想吃低保", "申请最低生活保障待遇的家庭人均收入低于当地标准", "海关对进出境运输工具实施监管"]
    )
    assert ask @ right > ask @ wrong + 0.1


def test_no_torch_is_loaded():
    code = (
        "import sys; from retrieval.embedders import load_embedder; load_embedder().encode(['低保']);"
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_sentence_transformers_gives_equal_vectors(shipped):
    pytest.importorskip("sentence_transformers")
    texts = TEXTS[:3]
    other = load_embedder(str(SHIPPED))
    assert other.width == shipped.width
    assert other.encode(texts) == pytest.approx(shipped.encode(texts), abs=2e-5)


def test_a_broken_model_folder_is_named(tmp_path):
    (tmp_path / "tokenizer.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(SearchIndexError, match="重新安装"):
        ShippedEmbedder(tmp_path)


def test_an_unknown_model_is_named(tmp_path):
    pytest.importorskip("sentence_transformers")
    from corpus.errors import SettingsError

    with pytest.raises(SettingsError, match="MINGBAI_EMBEDDER"):
        load_embedder(str(tmp_path / "no-such-model"))
