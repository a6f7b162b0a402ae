"""Statutes: articles, paragraphs, items; and every statute of the collection."""

import re
from collections import Counter

import pytest

from ingest.pipeline import read_source
from ingest.readers import read_file

LAW = """# 青禾省供水条例

2019年5月6日 青禾省第十届人民代表大会常务委员会第三次会议通过

2021年7月8日 青禾省第十届人民代表大会常务委员会第九次会议修正

<!-- INFO END -->

## 第一编 通则

### 第一章 总 则

第一条 为了节约用水，制定本条例。

第二条 下列单位应当装表：

（一）学校；

（二）医院；

前项规定以外的单位自愿装表。

第二条规定的水表由县里统一采购。

## 第二章 管理

第十条 用水单位应当：

（一）按时缴费；
逾期的加收滞纳金。
（二）爱护管网。

第十一条之一 本条自公布之日起施行。

## 附 则

第十二条 本条例自2019年10月1日起施行，有效期五年。

附件：收费表

一、居民用水每吨三元。
"""


def test_articles_paragraphs_items(addressed):
    clauses = addressed(LAW, name="青禾省供水条例(2021-07-08).md")
    assert list(clauses) == [
        "第一条",
        "第二条/第一款",
        "第二条/第二款",
        "第二条/第三款",
        "第十条",
        "第十一条之一",
        "第十二条",
        "附件/一",
    ]
    assert clauses["第二条/第一款"].text == "第二条 下列单位应当装表：\n（一）学校；\n（二）医院；"
    assert clauses["第二条/第三款"].text == "第二条规定的水表由县里统一采购。"
    assert clauses["第十条"].text.endswith("（一）按时缴费；\n逾期的加收滞纳金。\n（二）爱护管网。")
    assert clauses["第一条"].heading == ("第一编 通则", "第一章 总 则")
    assert clauses["第十条"].heading == ("第一编 通则", "第二章 管理")
    assert clauses["附件/一"].heading == ("附件：收费表",)


def test_metadata_of_a_statute(write):
    reading = write(LAW, name="青禾省供水条例(2021-07-08).md")
    document = reading.document
    assert document.title == "青禾省供水条例"
    assert document.kind == "条例"
    assert document.issued_on == "2021-07-08"
    assert document.issuers == ("青禾省人民代表大会常务委员会",)
    assert (document.effective_from, document.effective_to) == ("2019-10-01", "2024-09-30")
    assert [line for line in reading.front if "通过" in line or "修正" in line] == list(reading.front[1:3])


def test_articles_without_white_space_and_with_arabic_numbers(addressed):
    text = "青禾县用水办法\n第一条为了节水，制定本办法。\n第二条各村装表。\n第三条规定的费用另收。\n第3条按月抄表。"
    clauses = addressed(text)
    assert list(clauses) == ["第一条", "第二条/第一款", "第二条/第二款", "第三条"]


def test_table_of_contents_is_front(write):
    text = (
        "青禾县用水办法\n目录\n第一章 总则\n第二章 收费\n第一章 总则\n第一条 节约用水。\n第二章 收费\n第二条 按月抄表。"
    )
    reading = write(text)
    assert [c.address for c in reading.clauses] == ["第一条", "第二条"]
    assert reading.clauses[1].heading == ("第二章 收费",)
    assert reading.lost == 0


def test_regulations_sent_by_a_notice(addressed):
    text = """青禾县水利局关于印发《青禾县用水办法》的通知
各乡镇：
现将《青禾县用水办法》印发给你们，请遵照执行。
青禾县水利局
2024年3月5日
青禾县用水办法
第一条 节约用水。
第二条 按月抄表。"""
    assert list(addressed(text)) == ["函/¶1", "函/¶2", "函/落款", "第一条", "第二条"]


def test_a_second_article_of_one_number(addressed):
    text = "青禾县用水办法\n第一条 节水。\n第二条 抄表。\n第二条 缴费。"
    assert list(addressed(text)) == ["第一条", "第二条", "第二条#2"]


@pytest.mark.slow
def test_every_statute_of_the_collection(shared):
    """No crash, no lost character, every article found: counted here by the lines of the file alone."""
    article = re.compile(r"^\s*(第[一二三四五六七八九十百零〇千两]+条(?:之[一二三四五六七八九十]+)?)\s", re.M)
    files = [p for p in sorted((shared / "laws").rglob("*.md")) if not p.name.startswith("_")]
    assert len(files) > 1700
    for path in files:
        reading = read_source(read_file(path))
        assert reading.lost == 0, path.name
        addresses = [clause.address for clause in reading.clauses]
        assert len(addresses) == len(set(addresses)), path.name
        printed = Counter(article.findall(path.read_text("utf-8")))
        bases = {
            re.match(r"((?:附件\d*/)?第[^/]+条[^/]*)", a)[1] for a in addresses if re.match(r"(附件\d*/)?第[^/]+条", a)
        }
        found = Counter(base.split("#")[0].rpartition("/")[2] for base in bases)
        assert not printed - found, path.name
