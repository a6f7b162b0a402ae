"""Normalisation: what it changes, and that every offset leads back."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.zhtext import clip, fold, normalise, simplify, squeeze, visible_count

MIXED = st.text(st.sampled_from("一二○县乾后後國縣，。：“”—–〔〕（）１２Ab 　\u200b\n\t\ufeff①⽉·•～%"), max_size=60)


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("（一）加强 领导", "(一)加强领导"),
        ("青政办〔２０２６〕７号", "青政办[2026]7号"),
        ("二○二六年", "二〇二六年"),
        ("○ 项目", "○项目"),
        ("“五美”乡村——示范", '"五美"乡村--示范'),
        ("use  two words", "use two words"),
        ("5G +平台", "5G+平台"),
        ("鄉村振興局", "乡村振兴局"),
        ("乾县", "乾县"),
        ("⽉份", "月份"),
        ("低\u200b保", "低保"),
        ("", ""),
    ],
)
def test_normalise_table(given_text: str, plain: str) -> None:
    assert normalise(given_text).text == plain


@given(st.one_of(st.text(max_size=80), MIXED))
def test_offsets_lead_back(text: str) -> None:
    norm = normalise(text)
    assert norm.original == text
    assert len(norm.offsets) == len(norm.text) + 1
    assert norm.offsets[-1] == len(text)
    assert all(a < b for a, b in zip(norm.offsets, norm.offsets[1:], strict=False))
    for place, char in enumerate(norm.text):
        assert normalise(text[norm.offsets[place]]).text in (char, "") or char in " 〇"


@given(st.one_of(st.text(max_size=80), MIXED))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(MIXED, st.data())
def test_span_covers_what_it_came_from(text: str, data: st.DataObject) -> None:
    norm = normalise(text)
    start = data.draw(st.integers(0, len(norm.text)))
    end = data.draw(st.integers(start, len(norm.text)))
    span = norm.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    if start < end:
        assert norm.index(span.start) == start
        inner = span.of(text)
        assert visible_count(inner) == visible_count(norm.text[start:end])
    else:
        assert span.start == span.end


@given(st.text(max_size=60))
def test_visible_count_is_by_category(text: str) -> None:
    seen = [c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}]
    assert squeeze(text) == "".join(seen)
    assert visible_count(text) == len(seen)


@given(st.text(max_size=60))
def test_simplify_keeps_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_fold_and_clip() -> None:
    assert fold("５Ｇ 網絡") == "5g网络"
    assert clip("一二三四", 3) == "一二…"
    assert clip("一二", 3) == "一二"


def test_import_is_light() -> None:
    code = (
        "import sys, corpus.zhtext, corpus.regions, corpus.departments, corpus.lexicon, corpus.figures;"
        "print([m for m in ('opencc', 'jieba', 'pandas', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
