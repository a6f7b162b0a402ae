"""The labelled sets are well formed, broad enough, and in words of our own."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from corpus.digests import load_asks
from corpus.errors import KnowledgeError
from eval.datasets import Labelled, load, load_all

POLICIES = ("南昌", "县范本", "上饶", "重庆", "临江", "跨文件", "拒答")
GOOD = {
    "id": "青禾-1",
    "set": "青禾",
    "kind": "figure",
    "colloquial": False,
    "question": "青禾县的探访多久一次？",
    "region": None,
    "gold": [[{"document": "青禾县办法", "address": "第三条"}]],
    "facts": ["每月|一个月"],
}


@pytest.fixture(scope="module")
def every() -> list[Labelled]:
    return load_all()


def write(folder: Path, *lines: object) -> Path:
    file = folder / "own.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    file.write_text(text, encoding="utf-8")
    return file


def test_sets_are_as_large_and_mixed_as_they_must_be(every: list[Labelled]) -> None:
    policies = [question for question in every if question.set in POLICIES]
    statutes = [question for question in every if question.set == "法规"]
    assert {question.set for question in every} == {*POLICIES, "法规", "日常"}
    assert len(policies) >= 200
    assert len(statutes) >= 60
    assert sum(q.colloquial for q in every) >= 0.25 * len(every)
    assert sum(q.refuse is not None for q in policies) >= 0.15 * len(policies)
    assert len({target.document for q in statutes for group in q.gold for target in group}) >= 30
    kinds = {q.kind for q in policies if q.refuse is None}
    assert kinds >= {"figure", "offices", "measures", "definition", "procedure", "comparison", "lookup", "status"}
    assert "office_duties" in kinds
    assert sum("premise_wrong" in q.expect_warnings for q in every) >= 5
    assert sum(bool(q.history) for q in every) >= 10
    assert {q.refuse for q in policies} == {None, "no_evidence", "other_region", "out_of_scope"}


def test_a_place_in_words_is_a_full_path(every: list[Labelled]) -> None:
    for question in every:
        assert question.region is None or re.fullmatch(r"[^/\s]+(省|市|自治区)(/[^/\s]+)*", question.region), (
            question.id
        )


def test_no_question_is_asked_twice(every: list[Labelled]) -> None:
    asked = [(q.question, q.region, tuple(turn.content for turn in q.history)) for q in every]
    assert len(asked) == len(set(asked))


def test_no_question_stands_word_for_word_behind_a_clause(every: list[Labelled]) -> None:
    """A question that the index already holds as its own would measure nothing."""

    def bare(text: str) -> str:
        return re.sub(r"[\W_]", "", text)

    kept = {bare(ask) for asks in load_asks().values() for ask in asks}
    assert kept
    assert [question.id for question in every if bare(question.question) in kept] == []


def test_every_task_of_the_third_plan_is_asked_about(every: list[Labelled]) -> None:
    """The 23 numbered items of one plan, the ten sections of another: none is left out."""
    met = {t.address for q in every if q.set == "临江" for group in q.gold for t in group}
    assert {address.rpartition("/")[2] for address in met} >= {str(number) for number in range(1, 24)}
    sections = {t.address for q in every if q.set == "重庆" for group in q.gold for t in group}
    assert sections >= {f"四/({number})" for number in "一二三四五六七八九十"}


def test_questions_are_in_other_words_than_the_documents(every: list[Labelled], shared: Path) -> None:
    """No run of 30 characters of a document stands in any string of the sets."""

    def bare(text: str) -> str:
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))

    files = [*shared.glob("policies/*.txt"), *shared.glob("laws/社会法/*.md"), *shared.glob("laws/行政法规/*.md")]
    runs = {
        text[i : i + 30] for text in (bare(file.read_text("utf-8")) for file in files) for i in range(len(text) - 29)
    }
    assert runs
    for question in every:
        said = [question.question, question.note, *question.facts, *(turn.content for turn in question.history)]
        for text in map(bare, said):
            assert not any(text[i : i + 30] in runs for i in range(len(text) - 29)), question.id


def test_a_good_line_is_read_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    (question,) = load(write(tmp_path, "", GOOD, ""))
    assert question.facts == ["每月|一个月"]
    assert question.gold[0][0].address == "第三条"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"facts": []}, "gold"),
        ({"facts": ["每月|"]}, "facts"),
        ({"gold": []}, "gold"),
        ({"gold": [[]]}, "gold"),
        ({"gold": [[{"document": "x", "address": "一//二"}]]}, "地址"),
        ({"refuse": "no_evidence"}, "拒答"),
        ({"expect_warnings": ["gone"]}, "expect_warnings"),
        ({"question": "  "}, "问题"),
        ({"surplus": 1}, "surplus"),
        ({"colloquial": "yes"}, "colloquial"),
    ],
)
def test_a_bad_line_names_file_line_and_fault(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(write(tmp_path, GOOD, GOOD | change))
    assert "own.jsonl 第 2 行" in caught.value.text
    assert said in caught.value.text


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"own\.jsonl 第 1 行"):
        load(write(tmp_path, "{"))


def test_a_number_that_stands_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, GOOD)
    with pytest.raises(KnowledgeError, match="青禾-1 出现了两次"):
        load_all(tmp_path)
