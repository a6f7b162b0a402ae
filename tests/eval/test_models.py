"""The sentences about shipped clauses: each points at a clause, and the check holds what it held before."""

import random

import pytest

from bot.check import Checker
from bot.intake import shelve_digests
from corpus.library import Library
from eval.models import mutations, trials

KEPT = 0.9  # share of honest sentences that came through when this was written: 0.92


@pytest.fixture(scope="module")
def hand(tmp_path_factory):
    library = Library(f"sqlite:///{(tmp_path_factory.mktemp('home') / 'mingbai.db').as_posix()}")
    shelve_digests(library)
    found = list(trials(library))
    library.close()
    return found


def test_there_are_enough_of_each_and_none_twice(hand):
    honest = [trial.text for trial in hand if trial.kind == "honest"]
    wrong = [trial.text for trial in hand if trial.kind != "honest"]
    assert len(honest) >= 200 and len(wrong) >= 300
    assert len({*honest, *wrong}) == len(honest) + len(wrong)


def test_no_wrong_sentence_is_shown_that_was_not_and_honest_ones_stay(hand):
    judged = [(trial, Checker().judge(trial.text, [trial.evidence]).good) for trial in hand]
    shown = [trial.text for trial, good in judged if good and trial.kind != "honest"]
    assert len(shown) <= 2, shown
    honest = [good for trial, good in judged if trial.kind == "honest"]
    assert sum(honest) >= KEPT * len(honest)


def test_made_sentences_differ_from_what_they_were_made_of(hand):
    few = [trial for trial in hand if trial.kind == "honest"][:12]
    made = list(mutations(few, random.Random(1)))
    assert {trial.kind for trial in made} >= {"number", "added", "outside", "other_clause"}
    texts = {trial.text for trial in few}
    assert all(trial.text not in texts for trial in made if trial.kind != "other_clause")
