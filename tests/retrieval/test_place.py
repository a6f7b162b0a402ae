"""Which papers may answer for a place, and that places without papers of their own share one scope."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Clause, Document
from retrieval.model import Allowed, Hit, Kind, Query
from retrieval.place import Scopes

DAY = dt.date(2026, 11, 22)
COUNTY = "云岭省/安澜市/青禾县"
PLACES = [None, COUNTY, "云岭省/安澜市", "云岭省", "云岭省/安澜市/石桥县", "海沙省", "海沙省/青禾市"]


def asked(region: str | None, **known: object) -> Query:
    return Query("问", Kind.OTHER, region, "asked", DAY, **known)  # type: ignore[arg-type]


def fill(shelf) -> None:
    for region in (None, "全国", "云岭省", "云岭省/安澜市", COUNTY, "海沙省"):
        key = f"{region}办法@2026"
        shelf.put(Document(key, "办法", "x.txt", "办法", region=region), [Clause("第一条", "第一条 补助。")])
    old = Document("旧办法@2020", "旧办法", "x.txt", "办法", region=COUNTY)
    shelf.put(old, [Clause("第一条", "第一条 补助。")], superseded_from=dt.date(2024, 1, 1))


def test_a_scope_holds_what_the_shelf_shows_for_the_place(empty_shelf) -> None:
    fill(empty_shelf)
    scopes = Scopes(empty_shelf, empty_shelf.documents())
    for place in PLACES:
        for old in (False, True):
            query = asked(place, wants_old=old)
            assert scopes.of(query).binding == empty_shelf.visible(place, DAY, old), (place, old)


def test_places_without_papers_share_one_scope(empty_shelf) -> None:
    fill(empty_shelf)
    scopes = Scopes(empty_shelf, empty_shelf.documents())
    first, second = scopes.of(asked("东川省")), scopes.of(asked("东川省/河口市"))
    assert first.binding is second.binding
    assert scopes.of(asked(COUNTY)).binding is not first.binding
    named = scopes.of(asked("东川省", documents=("海沙省办法@2026",)))
    assert named.binding == first.binding | {"海沙省办法@2026"}


@given(st.sets(st.integers(-3, 30)), st.lists(st.integers(-5, 35)))
def test_only_hits_that_may_be_given_are_given(allowed: set[int], found: list[int]) -> None:
    hits = [Hit(unit_id, 1.0) for unit_id in found]
    assert [hit.unit_id for hit in Allowed(allowed).among(hits)] == [unit_id for unit_id in found if unit_id in allowed]
