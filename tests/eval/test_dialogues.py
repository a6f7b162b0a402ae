"""The multi-turn set: well formed, its clauses on the shelf, and its counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue import Block, Reply, ReplyStatus, Turn
from corpus.library import Library
from eval.dialogues import FILES, Expected, Score, Talk, load_talks, measure


def test_a_hundred_talks_of_several_turns_each_with_an_id() -> None:
    assert len(load_talks()) >= 100
    talks = [talk for file in FILES for talk in load_talks(file)]
    assert len({talk.id for talk in talks}) == len(talks)
    assert all(len(talk.turns) >= 2 for talk in talks)
    known = {status.value for status in ReplyStatus}
    for talk in talks:
        for turn in talk.turns:
            assert set(turn.status) <= known
            assert turn.gold or turn.status or turn.place or turn.role or turn.has or turn.lacks


def test_every_clause_of_the_set_is_on_the_shelf(digests: Library) -> None:
    shelf = {
        one.document.title: [clause.address for clause in digests.show(one.document.document_id)[1]]
        for one in digests.documents()
    }
    for talk in (talk for file in FILES for talk in load_talks(file)):
        for title, address in (gold for turn in talk.turns for gold in turn.gold):
            addresses = [one for name, held in shelf.items() if title in name for one in held]
            assert any(f"{one}/".startswith(f"{address}/") for one in addresses), f"{talk.id}: {title} {address}"


class Parrot:
    """Answers everything with one clause."""

    def reply(self, turn: Turn) -> Reply:
        cited = {"title": "青禾县办法", "address": "第二条/第一款"}
        return Reply(ReplyStatus.ANSWERED, (Block("answer", "十二天"),), citations=(cited,), place="青禾县")


@pytest.mark.parametrize(
    ("expected", "clauses", "others"),
    [
        (Expected("x", gold=(("青禾县", "第二条"),)), (1, 1), (0, 0)),
        (Expected("x", gold=(("青禾县", "第二"),)), (1, 0), (0, 0)),
        (Expected("x", gold=(("白沙县", "第二条"), ("青禾县", "第二条/第一款"))), (1, 1), (0, 0)),
        (Expected("x", status=("refused", "answered"), has=("十天", "十二天"), lacks=("十",)), (0, 0), (3, 2)),
        (Expected("x", place="白沙县"), (0, 0), (1, 0)),
    ],
)
def test_counting(expected: Expected, clauses: tuple[int, int], others: tuple[int, int]) -> None:
    score = Score()
    measure(Parrot(), Talk("t", (expected,)), score)  # type: ignore[arg-type]
    assert (score.clauses, score.cited) == clauses
    assert (score.others, score.met) == others
    assert score.whole == (clauses[0] == clauses[1] and others[0] == others[1])


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Library:
    from bot.intake import shelve_digests

    home: Path = tmp_path_factory.mktemp("digests")
    library = Library(f"sqlite:///{home / 'library.db'}")
    shelve_digests(library)
    return library
