"""What is remembered stays within its bound, and what is remembered of an index goes when the index changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document
from retrieval.kept import Kept
from retrieval.lexical import LexicalIndex
from retrieval.model import Entry, Term
from retrieval.names import DocumentNames
from retrieval.rank import asked_like, share
from retrieval.tokenizer import Tokenizer

LETTERS = "甲乙丙丁"


@given(st.lists(st.integers(0, 40), unique=True))
def test_the_newest_are_kept_and_never_more_than_the_bound(keys: list[int]) -> None:
    kept: Kept[int, str] = Kept(8)
    for key in keys:
        assert kept.put(key, str(key)) == kept.get(key) == str(key)
        assert len(kept) <= 8
    newest = keys[-4:]
    assert [kept.get(key) for key in newest] == [str(key) for key in newest]


def test_a_written_index_forgets_what_it_said_of_words_and_units() -> None:
    index = LexicalIndex(Tokenizer())
    index.write([Entry(1, "办法", "住院补助"), Entry(2, "办法", "护林员")])
    rare = index.rarity(["护林员"])["护林员"]
    assert index.plain([1])[1].text == "住院补助"
    index.write([Entry(1, "办法", "护林员补贴"), Entry(3, "办法", "护林员工资")])
    assert index.rarity(["护林员"])["护林员"] < rare
    assert index.plain([1, 3])[1].text == "护林员补贴"


@given(st.lists(st.text(LETTERS, min_size=4, max_size=6), max_size=8), st.text(LETTERS, max_size=20))
def test_titles_are_found_wherever_they_stand(titles: list[str], question: str) -> None:
    documents = [Document(f"{n}@2026", title, "x.txt", "办法") for n, title in enumerate(titles)]
    found = DocumentNames(documents).titles_in(question)
    assert list(found) == list(dict.fromkeys(title for title in titles if title in question))


_TERMS = st.lists(
    st.builds(
        Term, st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=2).map(tuple), st.just(1.5)
    ),
    max_size=5,
)


@given(st.lists(st.text(LETTERS, max_size=8), max_size=4), _TERMS)
def test_the_nearest_plain_question_is_the_one_that_holds_most(asks: list[str], terms: list[Term]) -> None:
    nearest = max((share(terms, ask) for ask in asks), default=0.0)
    assert abs(asked_like(asks, terms) - nearest) < 1e-9
