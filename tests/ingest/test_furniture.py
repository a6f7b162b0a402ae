"""Furniture goes by position and context; the same words inside a text stay."""

from ingest.furniture import strip_furniture
from ingest.model import Hint, Line, Source

BODY = [
    "青禾县供水方案",
    "为了让群众喝上放心水，制定本方案。",
    "一、任务",
    "年底前完成管网改造，完成一段验收一段，验收合格的当月通水，不合格的返工。",
]
HEAD = [
    "您当前所在位置: 首页>政务公开",
    "访问量:",
    "发布时间:2024-03-05 来源: 某网 点击:",
    "下面某某网小编准备了一份方案,欢迎查阅。",
]
TAIL = ["关联稿件", "某县出台新规", "扫码浏览"]


def strip(lines, name="x.html"):
    return strip_furniture(Source(name, tuple(Line(line) if isinstance(line, str) else line for line in lines)))


def test_before_and_behind_the_document():
    stripped = strip([HEAD[0], BODY[0], *HEAD[1:], *BODY[1:], *TAIL])
    assert [line.text for line in stripped.lines] == BODY
    assert list(stripped.dropped) == HEAD + TAIL
    assert "发布时间:2024-03-05 来源: 某网 点击:" in stripped.meta


def test_the_same_words_inside_the_text_stay():
    body = [
        *BODY,
        "访问量:",
        "关联稿件",
        "最后一段还有正文，说明前面的几行都在文件里面，不是网页上的东西，一个字也不能少，要全部留下。",
    ]
    assert strip(body).dropped == ()


def test_hints_of_the_readers_and_residue_of_word():
    lines = [Line("网站首页", hint=Hint.NAVIGATION), *BODY[:1], "[bookmark: _GoBack]" + BODY[1], *BODY[2:]]
    stripped = strip([*lines, Line("— 3 —", page=3, hint=Hint.PAGE_FURNITURE)])
    assert list(stripped.dropped) == ["网站首页", "[bookmark: _GoBack]", "— 3 —"]
    assert [line.text for line in stripped.lines] == BODY


def test_signs_of_markdown_only_in_markdown():
    lines = ["# 青禾县供水条例", "2024年3月5日 通过", "<!-- INFO END -->", "## 第一章 总则", "第一条 节约用水。"]
    stripped = strip(lines, "x.md")
    assert list(stripped.dropped) == ["#", "<!-- INFO END -->", "##"]
    assert stripped.info == 2
    assert [line.text for line in stripped.lines if line.hint is Hint.TITLE] == ["青禾县供水条例", "第一章 总则"]
    assert "#" not in strip(["#1 水厂", *BODY], "x.txt").dropped


def test_dropped_pieces_stand_as_in_the_file(write):
    reading = write("\n".join([HEAD[0], *BODY, *TAIL]))
    assert list(reading.dropped) == [HEAD[0], *TAIL]
    assert reading.furniture == sum(len("".join(piece.split())) for piece in reading.dropped)
    assert reading.read == reading.kept + reading.furniture
