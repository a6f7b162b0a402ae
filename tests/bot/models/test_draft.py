"""Drafts read as they come: every sentence once, whatever the pieces."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.models.draft import DraftReader

TEXTS = st.lists(
    st.tuples(st.text("可以申请补贴每人月一二三", min_size=2, max_size=12), st.integers(1, 6)), min_size=1, max_size=6
)


def read(text, cuts):
    reader, found, places = DraftReader(), [], sorted({0, len(text), *(c % (len(text) + 1) for c in cuts)})
    for start, end in zip(places, places[1:], strict=False):
        found += reader.feed(text[start:end])
    return [(s.text.rstrip("。"), s.tokens) for s in (*found, *reader.rest())]


@given(TEXTS, st.lists(st.integers(0, 500), max_size=20))
def test_json_lines_in_any_pieces(told, cuts):
    text = "\n".join(json.dumps({"text": words, "cites": [f"C{n}"]}, ensure_ascii=False) for words, n in told)
    assert read(text, cuts) == [(words, (f"C{n}",)) for words, n in told]


@given(TEXTS, st.lists(st.integers(0, 500), max_size=20))
def test_plain_sentences_in_any_pieces(told, cuts):
    text = "".join(f"{words}。[C{n}]" for words, n in told)
    assert read(text, cuts) == [(words, (f"C{n}",)) for words, n in told]


@given(st.text(max_size=300))
def test_anything_at_all_is_read_without_an_error(text):
    for sentence in (*(reader := DraftReader()).feed(text), *reader.rest()):
        assert sentence.text.strip()
