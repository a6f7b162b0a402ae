from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.segmenter import shipped, with_jieba
from retrieval.tokenizer import Tokenizer

PLAIN = Tokenizer(())
DOMAIN = ("防返贫", "脱贫不稳定户")
JIEBA, OURS = with_jieba(DOMAIN), shipped(DOMAIN)


WORDS = "低保户脱贫不稳定户医疗保障局人均可支配收入防返贫监测的一是了县乡村振兴龘犇控辍学校长"


@given(st.text(alphabet=WORDS, min_size=1, max_size=40))
def test_runs_are_cut_as_jieba_cuts_them_in_dictionary_mode(run):
    assert OURS.cut(run) == list(JIEBA.cut(run, HMM=False))


def test_a_sentence_is_cut_as_jieba_cuts_it():
    sentence = "对脱贫不稳定户边缘易致贫户开展防返贫监测并由县医疗保障局牵头落实"
    assert OURS.cut(sentence) == list(JIEBA.cut(sentence, HMM=False))


def test_words_and_bigrams_of_han_runs():
    cut = PLAIN.cut("控辍保学，县医疗保障局")
    assert "医疗保障" in cut.words or "医疗" in cut.words
    assert "控辍" in cut.grams
    assert "学县" not in cut.grams, "a bigram never crosses a mark"


def test_width_case_and_script_do_not_matter():
    assert PLAIN.cut("ＡＢＣ１２３ 醫療").words == PLAIN.cut("abc123 医疗").words


def test_figures_stay_whole():
    assert PLAIN.cut("提高到1.5万元、30%").words[:1] == ("提高",)
    assert {"1.5", "30%"} <= set(PLAIN.cut("提高到1.5万元、30%").words)


def test_domain_words_stay_one_word_and_change_the_fingerprint():
    made = Tokenizer(["防返贫"])
    assert "防返贫" in made.words("防返贫监测")
    assert "防返贫" not in PLAIN.words("防返贫监测")
    assert made.fingerprint != PLAIN.fingerprint == Tokenizer([]).fingerprint


@given(st.text(max_size=80))
def test_any_text_is_cut_and_terms_hold_no_white_space(text):
    cut = PLAIN.cut(text)
    assert all(term and not any(char.isspace() for char in term) for term in (*cut.words, *cut.grams))


@given(st.text(alphabet="低保户看病报销多少元，。县乡村0123", max_size=60))
def test_every_han_pair_of_a_run_is_a_bigram(text):
    grams = set(PLAIN.cut(text).grams)
    pairs = {a + b for a, b in zip(text, text[1:], strict=False) if a.isalpha() and b.isalpha()}
    assert pairs == grams
