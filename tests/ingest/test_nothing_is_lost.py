"""Whatever the lines: no character lost, addresses unique and well formed, headings of every clause printed."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clauses import visible
from ingest.model import Line, Source, Table
from ingest.pipeline import read_source

ADDRESS = re.compile(r"[^/\s][^/]*(/[^/\s][^/]*)*")
PRINTED = """
一、总体要求|—、目标|二、任务|（一）修渠|（3）修路|(二)修桥。修好为止。|2.施肥|(1)记账。当天记。|①甲
1.选种。健全管护机制。每月巡查。提升供水水平。全年不断。|第一章|第一节|第一条|第二条|第3条|（一）学校；|目录
附件|附件1|附件：1.表|附件2：进度表|附则|序号|指标|单位|1|2|3|%|98|约束性|专栏1|专栏2:工程|注:略|表1 进度
一是看收入。二是看支出。|二是看住房。|责任单位：县水利局|（责任单位：县水利局、各乡镇）
（责任单位：甲局，以下责任单位均涉及“乙局”不再单独列出）|青禾县水利局|2024年3月5日|青水字〔2024〕5号|各乡镇：
现将方案印发给你们，请遵照执行。|青禾县供水方案|关于印发《供水方案》的通知|(2021-2025年)|名单|《供水|规划》编写组名单
关联稿件|访问量:|首页>公开|[bookmark: _GoBack]正文|# 标题|## 第一章 总则|<!-- INFO END -->|抄送：县委办。
完善低保制度。对象以户为单位。|甲/乙：丙丁|修渠引水
"""
PIECES = st.sampled_from([piece for line in PRINTED.split("\n") for piece in line.split("|") if piece])
LINES = st.lists(
    st.one_of(PIECES, st.text(min_size=1, max_size=30), st.tuples(PIECES, PIECES).map(" ".join)), max_size=30
)
CELLS = st.one_of(st.text(max_size=6), st.sampled_from(["1", "2", "序号", "", "责任单位", "县水利局"]))
TABLES = st.lists(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4), max_size=2)


@settings(deadline=None, max_examples=300)
@given(LINES, TABLES, st.sampled_from(["x.txt", "x.md", "x(2024-01-02).html"]), st.randoms(use_true_random=False))
def test_nothing_is_lost(texts, rows, name, order):
    lines = [Line(text) for text in texts if text.strip()]
    for number in range(len(rows)):
        lines.insert(order.randint(0, len(lines)), Line("", table=number))
    tables = tuple(Table(tuple(tuple(row) for row in table)) for table in rows)
    reading = read_source(Source(name, tuple(lines), tables))
    assert reading.lost == 0
    assert reading.read == reading.kept + reading.furniture
    came = Counter(visible([line.text for line in lines] + [c for t in tables for r in t.rows for c in r]))
    kept = Counter(visible([clause.text for clause in reading.clauses] + list(reading.front) + list(reading.dropped)))
    headings = Counter(visible([h for clause in reading.clauses for h in clause.heading]))
    assert not (kept - came), "nothing is invented"
    assert not (came - kept - headings), "what no clause, front line or furniture holds stands in a heading"
    addresses = [clause.address for clause in reading.clauses]
    assert len(addresses) == len(set(addresses))
    for clause in reading.clauses:
        assert ADDRESS.fullmatch(clause.address), clause.address
        assert clause.text
        assert all(duty.rider is None or duty.rider in addresses for duty in clause.duties)
