from __future__ import annotations

import html
import json
import re
from importlib import resources

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.http.app import create_app
from bot.pages import views
from bot.pages.words import words
from corpus.model import Clause, Edition, Role, Span, Status
from tests.bot.fakes import CLAUSES, DOCUMENT_ID, PLACE, SENTENCE, FakeServices


@pytest.fixture
def client(services: FakeServices) -> TestClient:
    return TestClient(create_app(services), base_url="http://127.0.0.1:8000")


def _links(page: str, kind: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(rf'{kind}="([^"]+)"', page)]


def test_the_page_answers_without_scripts(client: TestClient) -> None:
    page = client.post("/", data={"question": "核实几天", "region": "青禾县", "history": "[]"}).text
    assert "十二个工作日" in page
    assert "要点整理" in page and "县民政局" in page
    history = json.loads(_links(page, 'name="history" value')[0])
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    again = client.post("/", data={"question": "高龄津贴呢", "region": "", "history": json.dumps(history)}).text
    assert "核实几天" in again  # what was said before still stands there
    assert words()["reason"]["no_evidence"] in again
    assert "最接近的条款" in again


def test_the_script_gets_the_new_bubbles_only(client: TestClient) -> None:
    piece = client.post("/", data={"question": "核实几天"}, headers={"X-Fragment": "1"}).text
    assert piece.lstrip().startswith("<section")
    assert "<html" not in piece
    assert f'name="region" value="{PLACE}"' in piece  # the place is asked for beside the answer


def test_the_page_talks_remembers_a_place_and_helps(client: TestClient) -> None:
    first = client.get("/").text
    talk = _links(first, 'name="talk" value')[0]
    noted = client.post("/", data={"question": "地点 青禾县", "talk": talk}).text
    assert "以后按云岭省安澜市青禾县的文件回答" in noted
    assert f'name="region" value="{PLACE}"' in noted  # the field shows it from now on
    assert _links(noted, 'name="talk" value')[0] == talk
    shown = client.post("/", data={"question": "我的地点", "talk": talk}, headers={"X-Fragment": "1"}).text
    assert "云岭省安澜市青禾县" in shown
    assert "出题" in client.post("/", data={"question": "帮助", "talk": talk}).text
    other = client.post("/", data={"question": "我的地点"}, headers={"X-Fragment": "1"}).text
    assert "还不知道" in other


def test_a_chip_opens_the_clause_with_the_quote_marked(client: TestClient) -> None:
    piece = client.post("/", data={"question": "核实几天"}, headers={"X-Fragment": "1"}).text
    page = client.get(next(link for link in _links(piece, "href") if link.startswith("/documents/"))).text
    assert f"<mark>{SENTENCE}</mark>" in page
    assert 'id="第二条"' in page
    sheet = client.get(_links(piece, "data-sheet-link")[0]).text
    assert f"<mark>{SENTENCE}</mark>" in sheet
    assert "第一章 总则" in sheet and "青政规〔2026〕7号" in sheet
    assert sheet.count("data-chosen") == 1


def test_bad_words_are_told_in_a_bubble(client: TestClient) -> None:
    page = client.post("/", data={"question": " "}).text
    assert "没有问题" in page
    page = client.post("/", data={"question": "x", "region": "火星"}).text
    assert "不认识地名" in page


def test_a_place_that_several_bear_is_chosen_by_button(client: TestClient) -> None:
    page = client.post("/", data={"question": "核实几天", "region": "青禾"}).text
    assert 'name="region" value="海沙省/青禾市"' in page
    assert 'name="question" value="核实几天"' in page


def test_words_of_people_are_never_markup(client: TestClient) -> None:
    evil = "<img src=x onerror=alert(1)>核实"
    for page in (
        client.post("/", data={"question": evil, "region": '"><b>'}).text,
        client.post("/", data={"question": evil, "history": json.dumps([{"role": "user", "content": evil}])}).text,
    ):
        assert "<img" not in page and "<b>" not in page


@pytest.mark.parametrize("history", ["{", "[1]", "[" * 5000, '[{"role": "user"}]', "null"])
def test_a_garbled_history_costs_no_answer(client: TestClient, history: str) -> None:
    assert "十二个工作日" in client.post("/", data={"question": "核实几天", "history": history}).text


def test_marks_outside_the_text_mark_nothing(client: TestClient) -> None:
    for start, end in ((-5, 3), (3, 3), (0, 10**9), (9, 2)):
        page = client.get(f"/documents/{DOCUMENT_ID}", params={"address": "第二条", "start": start, "end": end})
        assert page.status_code == 200 and "<mark>" not in page.text


def test_nothing_of_a_page_comes_from_outside(client: TestClient) -> None:
    pages = [client.get(path).text for path in ("/", "/documents", f"/documents/{DOCUMENT_ID}", "/enter", "/api/docs")]
    for file in resources.files("bot.pages").joinpath("static").iterdir():
        if not file.name.endswith(".svg"):  # the SVG name space looks like an address
            pages.append(file.read_text("utf-8"))
    for page in pages:
        assert "//" not in re.sub(r"(^|\s)//.*", "", page, flags=re.MULTILINE)
        assert "<script>" not in page and "style=" not in page and not re.search(r"\son\w+=", page)


def test_every_code_has_a_word() -> None:
    assert set(words()["status"]) == set(Status)
    assert set(words()["role"]) == set(Role)
    assert set(words()["edition"]) == set(Edition)


@given(st.text(st.sampled_from("甲乙[]0123456789 "), max_size=40))
def test_the_pieces_of_an_answer_add_up(answer: str) -> None:
    found = views.pieces(answer)
    assert "".join(piece.text for piece in found) == answer
    assert all(
        piece.text == f"[{piece.text[1:-1]}]" and int(piece.text[1:-1]) == piece.n
        for piece in found
        if piece.n is not None
    )


@given(st.text(max_size=30), st.integers(-3, 40), st.integers(-3, 40))
def test_the_parts_of_a_marked_text_add_up(text: str, start: int, end: int) -> None:
    marked = views.mark(text, Span(start, end))
    assert marked.before + marked.quoted + marked.after == text
    if 0 <= start < end <= len(text):
        assert marked.quoted == text[start:end]


def test_headings_stand_where_they_change() -> None:
    a, b = ("一、总则",), ("一、总则", "(一)范围")
    shown = views.outline(
        [Clause("1", "x", a), Clause("2", "x", b), Clause("3", "x", b), Clause("4", "x", ("二、别的",))]
    )
    assert [one.headings for one in shown] == [a, ("(一)范围",), (), ("二、别的",)]


def test_an_alias_finds_its_clause() -> None:
    shown = views.outline([*CLAUSES, Clause("第三条", "x", aliases=("第九条",))], "第九条")
    assert [one.clause.address for one in shown if one.chosen] == ["第三条"]
    assert [one.clause.address for one in views.around(shown, 1)] == ["附件1/1", "第三条"]
    assert views.around(views.outline(CLAUSES, "第八条")) == []
