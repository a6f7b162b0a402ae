"""What the library gives back: documents, clauses, units, duties, files, changes."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from corpus.errors import BadField, BadInput, LibraryDamaged, LibraryError, NotFound
from corpus.library import Library
from corpus.model import Clause, Duty, Notice, Role, Status

DAY = dt.date(2026, 11, 22)
LEAD = Duty("县民政局", Role.LEAD, "民政", "县民政局")
OLD_OFFICE = Duty("县乡村振兴局", Role.RESPONSIBLE, "农业农村", "县农业农村局", "第二条")


@pytest.fixture
def filled(library, put):
    put(
        library,
        "青禾县帮扶办法（试行）",
        [
            Clause("第一条/第一款", "第一条 甲。", ("第一章 总则",), 1),
            Clause("第一条/第二款", "乙。", ("第一章 总则",), 2, (LEAD, OLD_OFFICE)),
            Clause(
                "专栏1/1",
                "1 路 5公里",
                (),
                3,
                (),
                {"序号": "1", "事项": "路", "数量": "5公里", "备注": ""},
                ("附表/1",),
            ),
        ],
        region="云岭省/安澜市/青禾县",
        issued_on="2026-03-18",
        doc_number="青政办规〔2026〕7号",
        source_file="青禾办法.pdf",
        tables=1,
        duty_lines=1,
        read=30,
        kept=28,
        furniture=2,
        dropped=("— 1 —",),
        warnings=(Notice("partial", "有一页没有读出。"),),
        evidence={"issued_on": "2026年3月18日"},
    )
    put(
        library,
        "安澜市养蜂条例",
        {"第一条": "第一条 蜂。"},
        region="云岭省/安澜市",
        issued_on="2015",
        nature=Status.REPEALED,
    )
    put(library, "重水省养蜂条例", {"第一条": "第一条 别处的蜂。"}, region="重水省", issued_on="2015")
    put(library, "养蜂法", {"第一条": "第一条 全国的蜂。"}, region="全国", issued_on="2015")
    put(library, "县级方案范本", {"一": "一、照此填写。"}, self_place="我县", nature=Status.TEMPLATE)
    return library


def test_clauses_come_back_as_they_went_in(filled):
    shelved, clauses = filled.show("青禾县帮扶办法@2026-03-18")
    assert (shelved.clauses, shelved.duties, shelved.tables) == (3, 1, 1)
    assert [c.address for c in clauses] == ["第一条/第一款", "第一条/第二款", "专栏1/1"]
    assert clauses[1].duties == (LEAD, OLD_OFFICE)
    assert clauses[1].heading == ("第一章 总则",)
    assert list(clauses[2].row.items()) == [("序号", "1"), ("事项", "路"), ("数量", "5公里"), ("备注", "")]
    assert filled.clause(shelved.document.document_id, "附表/1") == clauses[2]
    with pytest.raises(NotFound, match="没有条款"):
        filled.clause(shelved.document.document_id, "第九条")


def test_units(filled):
    units = list(filled.units("青禾县帮扶办法@2026-03-18"))
    assert [u.address for u in units] == ["第一条", "专栏1/1"]
    assert units[0].text == "第一条 甲。\n乙。"
    assert units[0].page == 1
    assert units[0].row is None
    assert units[1].row["数量"] == "5公里"
    assert all(filled.unit(u.unit_id) == u for u in filled.units())
    assert len({u.unit_id for u in filled.units()}) == len(list(filled.units())) == 6
    everything = {u.unit_id: u for u in filled.units()}
    assert filled.units_by_id([*everything, 0, 999_999_999]) == everything
    with pytest.raises(NotFound, match="重建索引"):
        filled.unit(999_999_999)


@pytest.mark.parametrize(
    "words",
    [
        "青禾县帮扶办法@2026-03-18",
        "青禾县帮扶办法（试行）",
        "青禾县帮扶办法",
        "青禾县 帮扶办法",
        "青政办规〔2026〕7号",
        "青政办规[2026]7号",
        "〔2026〕7号",
        "青禾办法.pdf",
        "青禾办法",
        "帮扶办法",
        "青禾帮扶",
    ],
)
def test_find(filled, words):
    assert filled.find(words).document.document_id == "青禾县帮扶办法@2026-03-18"


def test_find_asks_when_several_fit(filled):
    with pytest.raises(BadInput, match="可能指几份文件.*安澜市养蜂条例.*重水省养蜂条例"):
        filled.find("养蜂条例")
    assert filled.find("养蜂法").document.region == "全国"


@pytest.mark.parametrize("words", ["没有这份文件", "@", "x@y"])
def test_find_nothing(filled, words):
    with pytest.raises((NotFound, BadInput)):
        filled.find(words)


def test_find_takes_the_latest_of_several_versions(library, put):
    for year in ("2018", "2022", "2020"):
        put(library, f"养蜂条例({year}-01-01)", {"一": f"{year}。"}, issued_on=f"{year}-01-01")
    assert library.find("养蜂条例").document.issued_on == "2022-01-01"
    assert library.find("养蜂条例(2018-01-01)").document.issued_on == "2018-01-01"


@pytest.mark.parametrize(
    ("place", "titles"),
    [
        ("云岭省/安澜市/青禾县", {"青禾县帮扶办法（试行）", "养蜂法", "县级方案范本"}),
        ("云岭省/安澜市", {"养蜂法", "县级方案范本"}),
        ("重水省/别市", {"重水省养蜂条例", "养蜂法", "县级方案范本"}),
        (None, {"青禾县帮扶办法（试行）", "重水省养蜂条例", "养蜂法", "县级方案范本"}),
    ],
)
def test_visible(filled, place, titles):
    assert {filled.get(i).document.title for i in filled.visible(place, DAY)} == titles


def test_visible_old(filled):
    more = filled.visible("云岭省/安澜市", DAY, include_old=True) - filled.visible("云岭省/安澜市", DAY)
    assert {filled.get(i).document.title for i in more} == {"安澜市养蜂条例"}


@pytest.mark.parametrize("office", ["民政", "县民政局"])
def test_duties_by_office(filled, office):
    (found,) = filled.duties(office)
    assert (found.document.title, found.clause.address, found.duty) == ("青禾县帮扶办法（试行）", "第一条/第二款", LEAD)


def test_duties(filled):
    assert [d.duty for d in filled.duties()] == [LEAD, OLD_OFFICE]
    assert [d.duty for d in filled.duties("县农业农村局")] == [OLD_OFFICE]
    assert filled.duties("水利") == []
    assert filled.duties("民政", "重水省") == []
    assert len(filled.duties("民政", "云岭省/安澜市/青禾县")) == 1


def test_files_keep_the_counts_of_their_reading(filled, put):
    put(filled, "青禾县帮扶办法", {"第一条": "第一条 甲。"}, issued_on="2026-03-18", doc_number="青政办规〔2026〕7号")
    quoted, copy = filled.files("青禾县帮扶办法@2026-03-18")
    assert (quoted.name, quoted.read, quoted.kept, quoted.furniture, quoted.lost) == ("青禾办法.pdf", 30, 28, 2, 0)
    assert (quoted.dropped, quoted.warnings) == (("— 1 —",), (Notice("partial", "有一页没有读出。"),))
    assert quoted.evidence == {"issued_on": "2026年3月18日"}
    assert (copy.name, copy.clauses, copy.reader_version) == ("青禾县帮扶办法.txt", 1, "1")


def test_known(filled):
    sha256 = filled.files("养蜂法@2015")[0].sha256
    known = filled.known(sha256)
    assert (known.document_id, known.reader_version) == ("养蜂法@2015", "1")
    assert filled.known("f" * 64) is None


def test_changes_and_version(filled, put):
    before = filled.version()
    assert filled.changed_since(before).changed == frozenset()
    put(filled, "新方案", {"一": "甲。"}, issued_on="2026")
    filled.remove("养蜂法@2015")
    filled.set_by_hand("重水省养蜂条例@2015", region="全国")
    changes = filled.changed_since(before)
    assert changes.changed == {"新方案@2026", "重水省养蜂条例@2015"}
    assert changes.removed == {"养蜂法@2015"}
    assert filled.version() > before
    put(filled, "养蜂法", {"第一条": "第一条 全国的蜂。"}, region="全国", issued_on="2015")
    assert filled.changed_since(before).removed == frozenset()
    assert {u.unit_id for u in filled.units("养蜂法@2015")}.isdisjoint(u.unit_id for u in filled.units("新方案@2026"))


def test_remove(filled):
    gone = filled.remove("养蜂法@2015")
    assert gone.document.title == "养蜂法"
    assert filled.known(gone.document.document_id) is None
    for ask in (filled.get, filled.show, filled.remove, filled.files, lambda i: list(filled.units(i))):
        with pytest.raises(NotFound):
            ask("养蜂法@2015")
    assert filled.check() == []


def test_index_rows(library):
    assert library.index_row("lexical") is None
    library.set_index_row("lexical", {"folder": "a", "version": 3})
    library.set_index_row("lexical", {"folder": "b", "version": 4})
    assert library.index_row("lexical") == {"folder": "b", "version": 4}
    library.set_index_row("lexical", None)
    assert library.index_row("lexical") is None


@pytest.mark.parametrize(
    ("corrections", "words"),
    [
        ({"issued_on": "去年"}, "日期"),
        ({"effective_to": "2026-13"}, "日期"),
        ({"nature": "in_force"}, "性质"),
        ({"title": None}, "不能为空"),
        ({"title": " "}, "文字"),
        ({"issuers": [""]}, "发文机关"),
        ({"issuers": 3}, "发文机关"),
        ({"document_id": "x@y"}, "不能手工更正"),
        ({"region": 3}, "文字"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(filled, corrections, words):
    before = filled.version()
    with pytest.raises(BadField, match=words):
        filled.set_by_hand("养蜂法@2015", **{"region": "云岭省", "issued_on": "2020", **corrections})
    assert filled.version() == before
    assert filled.get("养蜂法@2015").document.issued_on == "2015"


def test_a_corrected_nature_and_title_take_effect(filled):
    shelved = filled.set_by_hand("养蜂法@2015", nature="repealed", title="重水省养蜂条例", region="重水省")
    assert shelved.document.nature is Status.REPEALED
    assert "养蜂法@2015" not in filled.visible(None, DAY)


def test_a_library_opens_again_with_all_it_had(url, put):
    first = Library(url)
    put(first, "方案", {"一": "甲。"}, issued_on="2026")
    units = list(first.units())
    first.close()
    second = Library(url)
    assert list(second.units()) == units
    second.close()


def test_a_batch_writes_in_few_transactions_and_counts_what_is_safe(url, put):
    writer, reader = Library(url), Library(url)
    with writer.batch(every=3, seconds=60) as batch:
        counts = []
        for n in range(7):
            put(writer, f"方案{n}", {"一": f"{n}。"}, issued_on="2026")
            counts.append((batch.committed, len(reader.documents())))
    assert counts == [(0, 0), (0, 0), (3, 3), (3, 3), (3, 3), (6, 6), (6, 6)]
    assert (batch.committed, len(reader.documents())) == (7, 7)
    writer.close()
    reader.close()


def test_a_bad_add_in_a_batch_leaves_the_others(library, put):
    with library.batch(every=10, seconds=60):
        put(library, "方案1", {"一": "甲。"}, issued_on="2026")
        with pytest.raises(BadInput):
            put(library, "方案2", {"一": "乙。", "一//二": "丙。"}, issued_on="2026")
        put(library, "方案3", {"一": "丙。"}, issued_on="2026")
    assert [s.document.title for s in library.documents()] == ["方案1", "方案3"]
    assert library.check() == []


@pytest.mark.parametrize("address", ["", "/一", "一/", "一//二", " 一", "二"])
def test_an_address_that_is_incomplete_or_given_twice_is_refused(library, put, address):
    with pytest.raises(BadField, match="条款地址"):
        put(library, "方案", [Clause("二", "乙。"), Clause(address, "丙。")], issued_on="2026")
    assert library.documents() == []
    assert library.check() == []


def test_an_exception_in_a_batch_keeps_the_finished_adds(library, put):
    with pytest.raises(RuntimeError), library.batch(every=10, seconds=60):
        put(library, "方案1", {"一": "甲。"}, issued_on="2026")
        raise RuntimeError
    assert len(library.documents()) == 1


def test_reads_and_writes_from_many_threads(library, put):
    faults = []

    def work(number):
        try:
            for n in range(5):
                put(library, f"方案{number}之{n}", {"一": f"{number}{n}。"}, issued_on="2026")
                list(library.units())
                library.visible("全国", DAY)
        except Exception as error:  # noqa: BLE001 - any failure of a thread is the test's result
            faults.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(library.documents()) == 20
    assert library.check() == []


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("sqlite:////no/such/folder/x.db", LibraryError, "打不开"),
        ("nonsense", LibraryError, "数据库地址"),
        ("wonder://x", LibraryError, "数据库地址"),
    ],
)
def test_a_database_that_cannot_be_opened(url, error, words):
    with pytest.raises(error, match=words):
        Library(url)


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "library.db"
    path.write_bytes(b"this is no database at all, only words " * 50)
    with pytest.raises(LibraryDamaged, match="损坏"):
        Library(f"sqlite:///{path}")


def test_check_sees_missing_clauses(library, put, url):
    import sqlite3

    put(library, "方案", {"一": "甲。", "二": "乙。"}, issued_on="2026")
    assert library.check() == []
    with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
        raw.execute("DELETE FROM clauses WHERE address = '二'")
    assert any("条款数与记载不符" in line for line in library.check())
