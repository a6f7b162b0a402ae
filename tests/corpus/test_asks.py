"""Plain questions made for clauses of papers that came without any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import asks
from corpus.asks import plain_questions, short_names, topic_of
from corpus.errors import KnowledgeError
from corpus.model import Clause, Duty, Role, Unit
from corpus.units import make_unit


def unit(address: str, text: str, **more: object) -> Unit:
    return make_unit(1, "青禾县办法@2026", address, [Clause(address, text, **more)])  # type: ignore[arg-type]


def test_the_topic_and_its_offices_are_asked_for() -> None:
    duty = Duty("县民政局", Role.LEAD, "民政", None)
    made = plain_questions(unit("二/(一)/完善探访制度", "完善探访制度。每月上门。", duties=(duty,)))
    assert any("完善探访制度归谁管" in question for question in made)
    assert not any("归谁管" in question for question in plain_questions(unit("二/(一)/完善探访制度", "完善探访制度。")))


def test_everyday_words_stand_for_official_ones() -> None:
    made = plain_questions(unit("第九条", "第九条 农村危房改造由农户自愿提出。"))
    assert any("危房" in question and "改造" not in question for question in made)
    assert (
        plain_questions(
            unit("第十条", "第十条 县级以上地方各级人民政府以及有关部门依照各自的职权分工办好前面说的各件事。")
        )
        == ()
    )


def test_a_row_is_asked_for_by_its_label_and_what_people_call_it() -> None:
    row = {"序号": "3", "指标": "农村自来水普及率", "目标": "93"}
    made = plain_questions(unit("专栏1/3", "3 农村自来水普及率 93", row=row))
    assert "农村自来水普及率是多少" in made
    assert any("自来水覆盖率" in question for question in made)


@pytest.mark.parametrize(
    ("address", "text", "topic"),
    [
        ("三/(二)/4", "4.推广错峰灌溉。按村轮流。", "推广错峰灌溉"),
        ("五/(一)/¶1", "没有题目的一段话，一直说到底", ""),
        ("第十条", "第十条　村里设信息员。由乡镇聘。", "村里设信息员"),
        ("四/(一)", "（一）加强领导。层层抓。", "加强领导"),
        ("六/管护办法#2", "管护办法。", "管护办法"),
    ],
)
def test_topics(address: str, text: str, topic: str) -> None:
    assert topic_of(unit(address, text)) == topic


@given(st.text(max_size=200), st.sampled_from(["一/¶1", "第三条", "二/(一)/村务公开", "专栏1/2"]))
def test_any_text_gives_a_few_different_questions(text: str, address: str) -> None:
    made = plain_questions(unit(address, text))
    assert len(made) == len(set(made)) <= 8
    assert all(question.strip() for question in made)


def test_malformed_templates_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asks, "read_yaml", lambda name: {"topic": []})
    asks._templates.cache_clear()
    with pytest.raises(KnowledgeError, match="asks.yaml"):
        plain_questions(unit("第一条", "第一条 说明。"))
    asks._templates.cache_clear()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("对困难户早发现、早干预、早帮扶。", ("三早",)),
        ("做到精心规划、精致建设、精细管理、精美呈现", ("四精",)),
        ("县农业局、县林业局、县水利局配合。", ()),
        ("早发现、快处置。", ()),
    ],
)
def test_a_series_is_known_by_its_short_name(text, names):
    assert short_names(text) == names
