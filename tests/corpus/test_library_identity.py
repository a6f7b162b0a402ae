"""Copies, versions, editions and rereads: what is the same paper, and what is not."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from corpus.model import Clause, Edition, Status

DAY = dt.date(2026, 11, 22)
_STOCK = (
    "水渠桥路田林草茶牛羊鸡鱼蜂菜稻麦豆薯棉麻户村镇县市省人老幼病残学教"
    "医药房屋床灯电网厂店车船钱粮油盐布衣山河湖海风雨雪霜春夏秋冬东西南北"
)


def _prose(seed, length=60):
    """Words without sense, always the same for a seed."""
    chance = random.Random(seed)
    return "".join(chance.choice(_STOCK) for _ in range(length)) + "。"


def _plan(count=12, seed=0):
    return {f"三/(一)/{n}": f"{n}.{_prose(seed * 1000 + n)}" for n in range(1, count + 1)}


def _misread(text):
    """One character in twenty read wrongly, as a scan does."""
    chance = random.Random(text)
    return "".join("口" if chance.random() < 0.05 else c for c in text)


def _shown(library):
    return {s.document.document_id: s for s in library.documents()}


def test_same_bytes_change_nothing(library, put):
    put(library, "青禾县帮扶办法", {"第一条": "第一条 甲。"}, issued_on="2026")
    before = library.version()
    outcome = put(library, "青禾县帮扶办法", {"第一条": "第一条 甲。"}, issued_on="2026")
    assert outcome.outcome == "unchanged"
    assert outcome.changed_addresses == ()
    assert library.version() == before
    assert len(library.documents()) == 1


def test_same_version_in_another_file_is_a_copy(library, put):
    put(library, "青禾县帮扶办法", _plan(), issued_on="2026-03-18", source_file="甲.txt")
    outcome = put(library, "青禾县帮扶办法（试行）", _plan(), issued_on="2026-03-18", source_file="乙.pdf")
    assert outcome.outcome == "copy"
    assert outcome.shelved.copies == ("乙.pdf",)
    assert outcome.shelved.document.source_file == "甲.txt"
    assert outcome.shelved.superseded_by is None


def test_the_fuller_copy_is_quoted(library, put):
    put(library, "青禾县帮扶办法", _plan(6), issued_on="2026-03-18", source_file="甲.txt")
    outcome = put(library, "青禾县帮扶办法", _plan(12), issued_on="2026-03-18", source_file="乙.pdf")
    assert outcome.outcome == "copy"
    assert outcome.shelved.document.source_file == "乙.pdf"
    assert outcome.shelved.copies == ("甲.txt",)
    assert outcome.shelved.clauses == 12
    assert set(outcome.changed_addresses) == {f"三/(一)/{n}" for n in range(7, 13)}
    assert library.check() == []


def test_a_scan_of_the_first_part_is_a_copy_and_never_the_text_quoted(library, put):
    whole = put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18", source_file="全文.txt").shelved
    part = {address: _misread(text) for address, text in list(_plan().items())[:5]}
    outcome = put(library, "扫描件0001", part, front=(), ocr=True, source_file="扫描件0001.pdf")
    assert outcome.outcome == "copy"
    assert outcome.shelved.document.document_id == whole.document.document_id
    assert outcome.shelved.document.title == "青禾县增收方案"
    assert (outcome.shelved.clauses, outcome.shelved.ocr) == (12, False)
    assert outcome.shelved.copies == ("扫描件0001.pdf",)


def test_the_whole_text_takes_in_the_scan_that_came_first(library, put):
    part = {address: _misread(text) for address, text in list(_plan().items())[:5]}
    first = put(library, "扫描件0001", part, front=(), ocr=True, source_file="扫描件0001.pdf").shelved
    outcome = put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18", source_file="全文.txt")
    assert outcome.outcome == "copy"
    assert list(_shown(library)) == ["青禾县增收方案@2026-03-18"]
    assert outcome.shelved.copies == ("扫描件0001.pdf",)
    assert outcome.shelved.document.issued_on == "2026-03-18"
    assert library.get(first.document.document_id).document.document_id == "青禾县增收方案@2026-03-18"
    assert library.changed_since(0).removed == {first.document.document_id}
    assert library.check() == []


def test_a_resaved_text_without_its_title_is_a_copy(library, put):
    put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18")
    outcome = put(library, "新建文档(2)", _plan(), front=(), source_file="新建文档(2).txt")
    assert outcome.outcome == "copy"


def test_the_title_in_the_text_wins_over_a_file_name_that_came_first(library, put):
    put(library, "新建文档(2)", _plan(), front=(), source_file="新建文档(2).txt")
    outcome = put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18", region="云岭省/安澜市/青禾县")
    assert outcome.outcome == "copy"
    document = outcome.shelved.document
    assert (document.title, document.issued_on) == ("青禾县增收方案", "2026-03-18")
    assert document.region == "云岭省/安澜市/青禾县"
    assert document.document_id == "青禾县增收方案@2026-03-18"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"issued_on": "2023-01-01"}, {"issued_on": "2024-01-01"}),
        ({"region": "云岭省/安澜市/青禾县"}, {"region": "云岭省/安澜市/白石县"}),
        ({"doc_number": "青政〔2026〕1号"}, {"doc_number": "青政〔2026〕2号"}),
        ({"nature": Status.TEMPLATE}, {}),
        ({"nature": Status.DRAFT}, {"issued_on": "2026"}),
        ({"self_place": "我县"}, {"self_place": "我市"}),
    ],
)
def test_equal_words_with_a_fact_that_differs_are_two_papers(library, put, one, other):
    put(library, "增收方案", _plan(), **one)
    assert put(library, "增收工作方案", _plan(), **other).outcome == "added"
    assert len(library.documents()) == 2


def test_two_titled_papers_with_like_words_are_two_papers(library, put):
    put(library, "青禾县增收方案", _plan())
    assert put(library, "白石县增收方案", _plan()).outcome == "added"


def test_an_amended_text_without_a_date_is_no_copy(library, put):
    put(library, "青禾县增收方案", _plan(12), issued_on="2020")
    changed = _plan(12) | {"三/(一)/3": "3." + _prose(777), "三/(一)/9": "9." + _prose(778)}
    assert put(library, "青禾县增收方案", changed).outcome == "added"


def test_one_name_on_two_papers_keeps_both(library, put):
    facts = {"issued_on": "2026-03-18", "issuers": ("青禾县民政局",)}
    put(library, "公告", _plan(seed=1), **facts)
    outcome = put(library, "公告", _plan(seed=2), **facts)
    assert outcome.outcome == "added"
    assert len(set(_shown(library))) == 2
    again = put(library, "公告", _plan(seed=2), **facts, source_file="公告.pdf")
    assert again.outcome == "copy"
    assert again.shelved.document.document_id == outcome.shelved.document.document_id


def test_a_later_version_supersedes_from_its_effective_day(library, put):
    old = put(library, "养蜂条例(2018-10-26)", {"第一条": "第一条 旧。"}, issued_on="2018-10-26").shelved
    new = put(
        library, "养蜂条例", {"第一条": "第一条 新。"}, issued_on="2026-10-30", effective_from="2027-01-01"
    ).shelved
    assert new.supersedes == old.document.document_id != new.document.document_id
    old = library.get(old.document.document_id)
    assert (old.superseded_by, old.superseded_from) == (new.document.document_id, dt.date(2027, 1, 1))
    assert old.document.document_id in library.visible(None, DAY)
    later = library.visible(None, dt.date(2027, 1, 1))
    assert later == {new.document.document_id}
    assert library.visible(None, dt.date(2027, 1, 1), include_old=True) == set(_shown(library))
    library.remove(new.document.document_id)
    assert library.get(old.document.document_id).superseded_by is None


def _digest(put, library, **facts):
    clauses = [
        Clause(f"三/(一)/{n}", f"{n}.要点{n}。", heading=("三、重点任务安排", "(一)产业增收行动")) for n in range(1, 13)
    ]
    facts = {"issued_on": "2026-03-18", "issuers": ("青禾县农业农村局",)} | facts
    return put(library, "青禾县增收方案", clauses, edition=Edition.DIGEST, source_file="x.digest.yaml", **facts)


def test_the_original_takes_the_place_of_the_digest_and_gives_it_back(library, put):
    digest = _digest(put, library).shelved
    units = {u.address: u.unit_id for u in library.units()}
    original = put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18", issuers=("青禾县农业农村局",))
    assert original.outcome == "added"
    assert original.shelved.document.document_id == digest.document.document_id
    assert [s.document.edition for s in library.documents()] == [Edition.ORIGINAL]
    assert {u.address: u.unit_id for u in library.units()} == units
    assert library.unit(units["三/(一)/3"]).text == _plan()["三/(一)/3"]
    library.remove(digest.document.document_id)
    assert [s.document.edition for s in library.documents()] == [Edition.DIGEST]
    assert library.unit(units["三/(一)/3"]).text == "3.要点3。"
    assert library.check() == []


def test_an_original_under_another_title_finds_its_digest_by_date_issuer_and_addresses(library, put):
    digest = _digest(put, library).shelved
    outcome = put(library, "我的文件", _plan(), front=(), issued_on="2026-03-18", issuers=("青禾县农业农村局",))
    assert outcome.shelved.document.document_id == digest.document.document_id
    assert len(library.documents()) == 1


def test_a_digest_that_comes_after_its_original_stays_behind_it(library, put):
    put(library, "青禾县增收方案", _plan(), issued_on="2026-03-18", issuers=("青禾县农业农村局",))
    outcome = _digest(put, library)
    assert (outcome.outcome, outcome.changed_addresses) == ("added", ())
    assert [s.document.edition for s in library.documents()] == [Edition.ORIGINAL]


def test_a_part_of_the_original_does_not_hide_the_digest_of_the_whole(library, put):
    _digest(put, library)
    facts = {"issued_on": "2026-03-18", "issuers": ("青禾县农业农村局",)}
    put(library, "青禾县增收方案", dict(list(_plan().items())[:4]), **facts, source_file="前四条.txt")
    assert sorted(s.document.edition for s in library.documents()) == [Edition.DIGEST, Edition.ORIGINAL]
    whole = put(library, "青禾县增收方案", _plan(), **facts, source_file="全文.txt").shelved
    assert [s.document.document_id for s in library.documents()] == [whole.document.document_id]
    assert (whole.clauses, whole.copies) == (12, ("前四条.txt",))
    assert library.check() == []


def test_a_digest_removed_by_hand_stays_away(library, put):
    digest = _digest(put, library).shelved
    library.remove(digest.document.document_id)
    assert library.documents() == []
    assert list(library.units()) == []
    assert _digest(put, library).outcome == "unchanged"
    assert library.documents() == []


def test_a_newer_digest_replaces_the_one_before(library, put):
    _digest(put, library)
    outcome = put(
        library,
        "青禾县增收方案",
        {"三/(一)/1": "1.新要点。"},
        edition=Edition.DIGEST,
        issued_on="2026-03-18",
        issuers=("青禾县农业农村局",),
    )
    assert outcome.outcome == "reread"
    assert (outcome.shelved.clauses, outcome.shelved.copies) == (1, ())


def test_a_newer_reader_keeps_old_addresses_as_aliases(library, put):
    facts = {"issued_on": "2026", "sha256": "a" * 64}
    put(library, "青禾县增收方案", {"五/¶1": _prose(1), "五/¶2": _prose(2), "五/¶3": _prose(3)}, **facts)
    new = {"五/(一)/¶1": _prose(1), "五/(一)/¶2": _prose(2) + "添了一句。", "五/(二)": "(二)开头。" + _prose(3)}
    outcome = put(library, "青禾县增收方案", new, reader_version="2", **facts)
    assert outcome.outcome == "reread"
    identity = outcome.shelved.document.document_id
    assert library.clause(identity, "五/¶1").address == "五/(一)/¶1"
    assert library.clause(identity, "五/¶2").address == "五/(一)/¶2"
    assert library.clause(identity, "五/¶3").address == "五/(二)"
    third = put(library, "青禾县增收方案", {"六": "(二)开头。" + _prose(3)}, reader_version="10", **facts)
    assert library.clause(third.shelved.document.document_id, "五/¶3").address == "六"
    assert library.clause(third.shelved.document.document_id, "五/(二)").aliases == ("五/(二)", "五/¶3")


def test_an_older_or_equal_reader_changes_nothing(library, put):
    put(library, "方案", {"一": "甲。"}, sha256="a" * 64, reader_version="10")
    assert put(library, "方案", {"一": "乙。"}, sha256="a" * 64, reader_version="9").outcome == "unchanged"
    assert put(library, "方案", {"一": "乙。"}, sha256="a" * 64, reader_version="10").outcome == "unchanged"
    assert [u.text for u in library.units()] == ["甲。"]


def test_a_reader_that_finds_the_date_renames_the_document(library, put):
    first = put(library, "增收方案", _plan(), sha256="a" * 64).shelved.document.document_id
    outcome = put(library, "增收方案", _plan(), sha256="a" * 64, reader_version="2", issued_on="2026")
    assert outcome.shelved.document.document_id == "增收方案@2026"
    assert library.get(first).document.document_id == "增收方案@2026"
    assert library.find(first).document.document_id == "增收方案@2026"
    changes = library.changed_since(0)
    assert (changes.changed, changes.removed) == ({"增收方案@2026"}, {first})


def test_a_reader_that_finds_another_document_joins_it(library, put):
    put(library, "增收方案", _plan(), issued_on="2026", source_file="甲.txt")
    put(library, "x", _plan(seed=5), front=(), sha256="a" * 64, source_file="乙.txt")
    outcome = put(
        library, "增收方案", _plan(), issued_on="2026", sha256="a" * 64, reader_version="2", source_file="乙.txt"
    )
    assert outcome.outcome == "reread"
    assert outcome.shelved.copies == ("乙.txt",)
    assert len(library.documents()) == 1
    assert library.check() == []


def test_hand_corrections_survive_rereading_and_copies(library, put):
    put(library, "增收方案", _plan(), sha256="a" * 64)
    identity = library.documents()[0].document.document_id
    library.set_by_hand(identity, region="云岭省", issued_on="2026-05-01", doc_number=None, issuers=["县办"])
    put(library, "增收方案", _plan(), sha256="a" * 64, reader_version="2", doc_number="青政〔2025〕1号", region="全国")
    document = library.get(identity).document
    assert (document.region, document.issued_on) == ("云岭省", "2026-05-01")
    assert (document.doc_number, document.issuers) == (None, ("县办",))
    library.forget_by_hand(document.document_id, "region", "doc_number")
    document = library.get(identity).document
    assert (document.region, document.doc_number) == ("全国", "青政〔2025〕1号")


def test_a_place_given_at_adding_is_a_hand_correction(library, put):
    outcome = put(library, "增收方案", _plan(), region="全国", by_hand="云岭省/安澜市")
    assert outcome.shelved.document.region == "云岭省/安澜市"
    again = put(library, "增收方案", _plan(), region="全国", by_hand="云岭省")
    assert (again.outcome, again.shelved.document.region) == ("unchanged", "云岭省")


def test_order_of_arrival_decides_nothing(url, put, tmp_path):
    from corpus.library import Library

    part = {address: _misread(text) for address, text in list(_plan().items())[:5]}
    steps = [
        lambda lib: _digest(put, lib),
        lambda lib: put(lib, "青禾县增收方案", _plan(), issued_on="2026-03-18", issuers=("青禾县农业农村局",)),
        lambda lib: put(lib, "扫描件", part, front=(), ocr=True),
        lambda lib: put(lib, "新建", _plan(), front=()),
    ]
    ends = set()
    for seed in range(12):
        library = Library(f"sqlite:///{tmp_path / f'{seed}.db'}")
        for step in random.Random(seed).sample(steps, len(steps)):
            step(library)
        assert library.check() == []
        ends.add(tuple((s.document.document_id, s.document.edition, s.clauses, s.ocr) for s in library.documents()))
        library.close()
    assert ends == {(("青禾县增收方案·青禾县农业农村局@2026-03-18", Edition.ORIGINAL, 12, False),)}


def _statute(put, library, title, clauses, edition=Edition.ORIGINAL):
    facts = {"issued_on": "2019-03-02", "issuers": ("国务院",), "region": "全国"}
    return put(library, title, clauses, edition=edition, source_file=f"{title}.{edition.value}", **facts)


def test_another_statute_of_that_day_and_hand_does_not_take_the_place_of_a_digest(library, put):
    articles = {f"第{n}条": f"第{n}条 {_prose(n)}" for n in "一二三四五六七八九十"}
    _statute(put, library, "青禾救助办法", {f"第{n}条": f"第{n}条 要点。" for n in "二三五"}, Edition.DIGEST)
    assert _statute(put, library, "青禾水利条例", articles).outcome == "added"
    assert sorted(s.document.edition for s in library.documents()) == [Edition.DIGEST, Edition.ORIGINAL]


def test_a_statute_takes_the_place_of_the_digest_of_some_of_its_articles(library, put):
    articles = {f"第{n}条": f"第{n}条 {_prose(n)}" for n in "一二三四五六七八九十"}
    _statute(put, library, "青禾救助办法", {f"第{n}条": f"第{n}条 要点。" for n in "二三五"}, Edition.DIGEST)
    _statute(put, library, "青禾救助办法", articles)
    assert [s.document.edition for s in library.documents()] == [Edition.ORIGINAL]
    assert [s.clauses for s in library.documents()] == [10]
