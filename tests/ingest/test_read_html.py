"""Saved pages: every visible character in one line, hints by where a line stands, tables as tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.model import Hint, Source
from ingest.readers.html import read_html

ARTICLE = "".join(
    f"<p>第{n}段:青禾县推进低收入农户增收,到2025年取得明显成效,各项任务落实到位。</p>" for n in "甲乙丙丁"
)


def read(body: str, head: str = '<meta charset="utf-8"><title>帮扶方案_青禾县</title>') -> Source:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read_html("青禾.html", page.encode(), Limits())


def pairs(source: Source) -> list[tuple[str, str]]:
    return [(line.hint.value, line.text) for line in source.lines if line.table is None]


def texts(source: Source, hint: Hint = Hint.NONE) -> list[str]:
    return [line.text for line in source.lines if line.table is None and line.hint is hint]


def test_blocks_breaks_and_inline_marks() -> None:
    source = read("<div>一、<b>总体</b>要求<br>坚持\n   因地<span>制宜</span></div>二、任务<ul><li>甲<li>乙</ul>")
    assert texts(source) == ["一、总体要求", "坚持 因地制宜", "二、任务", "甲", "乙"]


def test_unseen_parts_are_left_out() -> None:
    source = read(
        "<script>var a='脚本'</script><style>p{}</style><!-- 注释 --><noscript>无</noscript><template>模</template>"
        "<p hidden>藏</p><p style='display: none'>隐</p><input type=hidden value=暗><p>见</p>"
    )
    assert pairs(source) == [("", "见")]


def test_position_tells_navigation_not_shape() -> None:
    menu = "<div class='x1'><ul><li><a href=/a>首页</a><li><a href=/b>政策</a></ul></div>"
    crumb = "<div class='crumb'>您的位置:首页 &gt; 政策</div>"
    meta = "<div class='meta'><span>发布日期:2025-01-01</span> <span>来源:某局</span></div>"
    related = (
        "<div class='zz'><h3>相关</h3><ul><li><a href=/c>关于印发某方案的通知</a><li><a href=/d>一图读懂</a></ul></div>"
    )
    foot = "<div class='footer'>主办单位:某办</div>"
    inside = "<p>首页</p><p>发布日期:2025-01-01</p>"
    page = f"{menu}{crumb}<div class='main'><h1>帮扶方案</h1>{meta}<div class='content'>{ARTICLE}{inside}</div></div>"
    source = read(page + related + foot)
    assert texts(source, Hint.NAVIGATION) == [
        "首页", "政策", "您的位置:首页 > 政策", "相关", "关于印发某方案的通知", "一图读懂", "主办单位:某办",
    ]  # fmt: skip
    assert texts(source, Hint.META) == ["发布日期:2025-01-01 来源:某局"]
    assert texts(source, Hint.TITLE) == ["帮扶方案"]
    assert texts(source)[-2:] == ["首页", "发布日期:2025-01-01"]


def test_article_in_a_container_with_a_menu_name_stays() -> None:
    source = read(f"<div class='nav-page search'><h1>帮扶方案</h1><div id='info'>{ARTICLE}</div></div>")
    assert len(texts(source)) == 4
    assert texts(source, Hint.NAVIGATION) == []


def test_form_around_the_whole_page_is_no_navigation() -> None:
    source = read(f"<form id='aspnetForm'><div><h1>帮扶方案</h1>{ARTICLE}</div></form>")
    assert len(texts(source)) == 4


def test_name_of_the_site_is_not_the_title() -> None:
    source = read(
        f"<div class='header'><h1><a href=/>青禾县政府网</a></h1></div><div><h1>帮扶<br>方案</h1>{ARTICLE}</div>"
    )
    assert texts(source, Hint.TITLE) == ["帮扶", "方案"]
    assert texts(source, Hint.NAVIGATION) == ["青禾县政府网"]


def test_links_inside_the_article_stay() -> None:
    source = read(f"<div>{ARTICLE}<p><a href=/x>附件:任务分工表</a></p></div>")
    assert texts(source)[-1] == "附件:任务分工表"


def test_form_words_are_navigation() -> None:
    source = read(f"<form><input placeholder='请输入关键字'><button>搜索</button></form><div>{ARTICLE}</div>")
    assert texts(source, Hint.NAVIGATION) == ["请输入关键字", "搜索"]


def test_table_with_spans() -> None:
    source = read(
        f"{ARTICLE}<table><tr><th>序号<th>指标<th>年</tr><tr><td rowspan=2>1<td>收入<br>增长<td></tr>"
        "<tr><td colspan=2>合计</tr></table>"
    )
    assert source.tables[0].rows == (("序号", "指标", "年"), ("1", "收入增长", ""), ("", "合计", ""))
    assert source.lines[-1].table == 0


def test_table_that_lays_out_the_page_is_no_table() -> None:
    source = read(f"<table><tr><td><table><tr><td><a href=/>首页</a></table><td>{ARTICLE}</table>")
    assert source.tables == ()
    assert len([text for text in texts(source) if text.startswith("第")]) == 4


def test_table_inside_a_layout_table_is_a_table() -> None:
    inner = "<table border=1><tr><td><p>序号</p><td><p>任务</p></tr><tr><td>1<td>建设<b>示范村</b></tr></table>"
    source = read(f"<table><tr><td>{ARTICLE}{inner}</td></tr></table>")
    assert [table.rows for table in source.tables] == [(("序号", "任务"), ("1", "建设示范村"))]


def test_table_about_the_document_before_the_article_is_meta() -> None:
    about = "<table><tr><td>索引号<td>0001<td>发文机关<td>青禾县政府</tr></table>"
    inside = "<table><tr><td>序号<td>任务</tr></table>"
    source = read(f"<div>{about}</div><div class='z'>{inside}{ARTICLE}</div>")
    assert [line.hint for line in source.lines if line.table is not None] == [Hint.META, Hint.NONE]


def test_details() -> None:
    source = read("<p>正文</p>", '<title> 帮扶方案_青禾县 </title><meta name="PubDate" content="2025-01-01 08:00">')
    assert source.details["title"] == "帮扶方案_青禾县"
    assert source.details["pubdate"] == "2025-01-01 08:00"


def test_preformatted_lines_stay_lines() -> None:
    assert texts(read("<pre>一、要求\n二、任务</pre>")) == ["一、要求", "二、任务"]


def test_page_in_gb18030_whatever_it_says() -> None:
    page = '<html><head><meta charset="utf-8"></head><body><p>青禾县帮扶低收入农户增收方案</p></body></html>'
    assert texts(read_html("青禾.html", page.encode("gb18030"), Limits())) == ["青禾县帮扶低收入农户增收方案"]


_TAGS = st.sampled_from(["div", "p", "span", "b", "li", "td", "h2", "section", "a", "center", "font"])
_WORDS = st.text(st.sampled_from("青禾县帮扶一二三、。,(2025)%"), min_size=1, max_size=12)


@given(st.recursive(_WORDS, lambda inner: st.tuples(_TAGS, st.lists(inner, max_size=4)), max_leaves=25))
def test_every_visible_character_comes_back_once(tree: object) -> None:
    words: list[str] = []

    def markup(node: object) -> str:
        if isinstance(node, tuple):
            return f"<{node[0]}>" + "".join(map(markup, node[1])) + f"</{node[0]}>"
        words.append(str(node))
        return str(node)

    source = read(markup(tree) + "<p>末</p>")
    assert sorted("".join(line.text for line in source.lines).replace(" ", "")) == sorted("".join(words) + "末")
