"""The bank of phrases: right gold, marks that can fail, and a floor under both halves."""

import pytest

from corpus.phrases import COUNTED, TUNED, Phrase, load_phrases
from corpus.vocabulary import load_vocabulary
from eval.__main__ import main
from eval.phrases import judge_phrases

# What the reader gave when the bank came in; it may only rise.
FLOORS = {TUNED: (0.88, 0.88), COUNTED: (0.69, 0.85)}


def phrase(text, **more):
    return Phrase.model_validate({"text": text, "half": "a", **more})


def test_every_path_is_said_in_the_bank():
    said = {fact.open for one in load_phrases() for fact in one.must}
    assert sorted(set(load_vocabulary()) - said) == []


@pytest.mark.parametrize("half", [TUNED, COUNTED])
def test_a_half_is_read_no_worse_than_before(half):
    marks = judge_phrases(load_phrases(half))
    recall, kept = FLOORS[half]
    assert marks.recall >= recall
    assert marks.kept >= kept


def test_dangers_of_the_tuned_half_are_seen():
    marks = judge_phrases(load_phrases(TUNED))
    assert marks.dangers[False] <= 1
    assert marks.alarms[True] <= 1


def test_what_is_not_read_read_wrongly_or_read_too_much_is_told():
    told = judge_phrases(
        [
            phrase("我家五口人", must=[{"path": "h.size_living_together", "value": 6}]),
            phrase("今天天气好", must=[{"path": "h.aid.低保", "value": True}]),
            phrase("我家吃低保", never=["h.aid.低保"]),
        ]
    )
    assert (told.mistaken, told.missed, told.offended) == (1, 1, 1)
    assert (told.recall, told.kept) == (0, 0)


def test_a_denied_flag_and_its_contrary_are_one_fact():
    right = phrase("今年没交医保", must=[{"path": "m[*].insured.医保", "value": False}])
    wrong = phrase("今年没交医保", must=[{"path": "m[*].insured.医保", "value": True}])
    assert judge_phrases([right]).recall == 1
    assert judge_phrases([wrong]).recall == 0


def test_the_counted_half_is_never_listed(capsys):
    assert main(["phrases", "--half", COUNTED, "--wrong", "--file", "13"]) == 0
    out = capsys.readouterr().out
    assert "b 半" in out
    assert not any(one.text in out for one in load_phrases(COUNTED))


def test_a_path_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="事实词表里没有路径"):
        phrase("五口人", must=[{"path": "h.no_such", "value": 1}])
