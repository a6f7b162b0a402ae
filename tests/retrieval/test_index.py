from __future__ import annotations

import pytest

from corpus.errors import IndexSelfTestFailed
from corpus.model import Clause, Document, Duty, Role
from retrieval.index import SearchIndex, open_or_build, sweep
from retrieval.lexical import LexicalIndex, Plain
from retrieval.model import Term
from retrieval.rank import asked_like
from retrieval.tokenizer import Tokenizer


def document(key: str) -> Document:
    return Document(key, key.split("@")[0], f"{key}.txt", "办法", region="全国")


def found(index: SearchIndex, words: str) -> list[str]:
    return [index.document_of(hit.unit_id) for hit in index.lexical.search(index.tokenizer.cut(words), 5)]


def test_added_changed_and_removed_documents_are_followed(shelf, index):
    assert not index.stale(shelf)
    shelf.put(document("库区补助办法@2020"), [Clause("第一条", "第一条 移民后期扶持资金直补到人。")])
    assert index.stale(shelf)
    index.update(shelf)
    assert found(index, "移民后期扶持")[:1] == ["库区补助办法@2020"]
    shelf.put(document("库区补助办法@2020"), [Clause("第一条", "第一条 渔船报废更新由渔政核定。")])
    index.update(shelf)
    assert "库区补助办法@2020" not in found(index, "移民后期扶持")
    assert found(index, "渔船报废")[:1] == ["库区补助办法@2020"]
    shelf.remove("库区补助办法@2020")
    index.update(shelf)
    assert found(index, "渔船报废") == []
    assert not index.stale(shelf)


def test_words_are_searchable_before_vectors_are_made(shelf, index):
    shelf.put(document("库区补助办法@2020"), [Clause("第一条", "第一条 移民后期扶持资金直补到人。")])
    index.update(shelf, vectors=False)
    assert index.vectors_pending and index.stale(shelf)
    assert found(index, "移民后期扶持")[:1] == ["库区补助办法@2020"]
    index.add_vectors(shelf)
    assert not index.vectors_pending and not index.unvectored()
    assert sorted(index.dense.ids()) == sorted(unit.unit_id for unit in shelf.units())


def test_an_index_of_another_cutter_or_model_is_built_anew(shelf, tokenizer, embedder, tmp_path):
    first, name = open_or_build(shelf, tmp_path, None, tokenizer, embedder)
    again, same = open_or_build(shelf, tmp_path, name, tokenizer, embedder)
    assert same == name and again.fits
    _, other = open_or_build(shelf, tmp_path, name, Tokenizer(["移民直补"]), embedder)
    assert other != name
    assert sweep(tmp_path, other) == [name]
    assert [path.name for path in tmp_path.glob("i-*")] == [other]


def test_an_update_cut_short_is_done_again(shelf, tokenizer, embedder, tmp_path):
    index = SearchIndex(tmp_path / "i-a", tokenizer, embedder)
    index.update(shelf)
    (tmp_path / "i-a" / "manifest.json").write_text('{"format": 1}', encoding="utf-8")  # as after a crash
    reopened, _ = open_or_build(shelf, tmp_path, "i-a", tokenizer, embedder)
    reopened.update(shelf)
    assert len(reopened) == len(list(shelf.units()))
    reopened.self_test(shelf)


def test_the_self_test_fails_loudly_when_words_are_lost(shelf, index):
    index.self_test(shelf)
    ids = [unit.unit_id for unit in shelf.units()]
    index.lexical.write((), ids)
    with pytest.raises(IndexSelfTestFailed, match="doctor --repair"):
        index.self_test(shelf)


def test_scopes_hold_the_units_of_the_documents_and_no_others(shelf, index):
    key = "社会帮扶条例·国务院@2019"
    allowed = index.allowed(frozenset([key, "没有@这份"]))
    assert set(allowed.ids.tolist()) == {unit.unit_id for unit in shelf.units(key)}


def test_index_only_questions_find_but_are_not_text(shelf, tokenizer, embedder, tmp_path):
    key = "社会帮扶条例·国务院@2019"
    asks = {(key, "第七条"): ("开刀掏不起钱咋整",)}
    index = SearchIndex(tmp_path / "i-b", tokenizer, embedder, asks=asks)
    index.update(shelf)
    hits = index.lexical.search(tokenizer.cut("开刀掏不起钱"), 3)
    assert index.document_of(hits[0].unit_id) == key
    assert "掏不起" not in index.lexical.plain([hits[0].unit_id])[hits[0].unit_id].text


def test_units_are_found_by_an_office_that_has_a_duty_there(shelf, tokenizer, embedder, tmp_path):
    duty = Duty("县水利局", Role.LEAD, family="水利", rider="四/(一)")
    shelf.put(document("库区补助办法@2020"), [Clause("第一条", "第一条 移民后期扶持资金直补到人。", duties=(duty,))])
    index = SearchIndex(tmp_path / "i-c", tokenizer, embedder)
    index.update(shelf)
    hits = index.lexical.search(tokenizer.cut("做哪些事"), 3, None, None, ["水利"])
    assert index.document_of(hits[0].unit_id) == "库区补助办法@2020"
    assert index.lexical.plain([hits[0].unit_id])[hits[0].unit_id].offices == ("水利",)


def test_rarity_falls_with_frequency(index):
    rarity = index.lexical.rarity(["补助", "渔船"])
    assert rarity["渔船"] > rarity["补助"] >= 0


def test_an_index_in_memory_needs_no_folder(tokenizer):
    assert len(LexicalIndex(tokenizer)) == 0


def test_the_nearest_question_counts_and_not_their_sum():
    terms = [Term(("开刀",), 2.0), Term(("花费",), 1.0), Term(("报销",), 1.0)]
    assert asked_like(("开刀花费多少", "报销找谁"), terms) == 0.75
    assert asked_like((), terms) == 0.0


def test_plain_words_are_read_back_as_they_were_written():
    plain = Plain("第一章 补助", ("医保", "民政"), "第一行\n第二行", ("开刀咋报", "报多少"))
    assert Plain.read(plain.written()) == plain
    assert Plain.read(Plain("", (), "").written()) == Plain("", (), "")
