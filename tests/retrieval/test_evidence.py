from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence import best_sentence, sentences
from retrieval.model import Kind, Term

TEXT = "第三条 补助由乡镇受理。自付超过八千元的部分，按30%补助；每年最多两万元。\n牵头单位：县医疗保障局。"


@given(st.text(alphabet=st.sampled_from("补助元。；！？\n 　”）a1"), max_size=120))
def test_sentences_hold_every_visible_character_once_and_in_order(text):
    spans = list(sentences(text))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=3), max_size=4))
def test_the_best_sentence_lies_in_the_text_and_carries_a_term(text, words):
    terms = [Term((word,), 1.0) for word in words]
    span = best_sentence(text, terms, Kind.OTHER)
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()


def test_a_question_for_a_figure_gets_the_sentence_with_the_figure():
    span = best_sentence(TEXT, [Term(("补助",), 1.0)], Kind.FIGURE)
    assert span is not None and span.of(TEXT).startswith("自付超过八千元")


def test_a_question_for_offices_gets_the_duty_line():
    span = best_sentence(TEXT, [Term(("补助",), 0.1), Term(("医疗",), 0.1)], Kind.OFFICES)
    assert span is not None and "县医疗保障局" in span.of(TEXT)


def test_a_form_of_a_term_counts_as_the_term():
    span = best_sentence(TEXT, [Term(("看病", "自付"), 1.0)], Kind.OTHER)
    assert span is not None and "自付" in span.of(TEXT)


def test_no_term_no_sentence():
    assert best_sentence(TEXT, [Term(("养老",), 1.0)], Kind.OTHER) is None
