"""The counters of `python -m eval training` count what they say."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import BadInput
from eval.training import DAY, figures, is_bare, longest, readable, sixty_days, spacing_faults, taken
from eval.training_marks import answer_lines, marked_answers


def _item(**other: Any) -> dict[str, Any]:
    base = {
        "id": "qz-1",
        "kind": "single",
        "level": "who",
        "topic": "其他",
        "form": "lead-single",
        "stem": "据《方案》（2026年3月）",
        "options": ["甲", "乙局", "丙", "丁"],
        "key": ["B"],
        "wrong": ["一", None, "二", "三"],
        "explanation": "写的是：“乙局”",
        "citation": {"document_id": "a@1", "address": "一", "status": "in_force"},
        "document": "方案",
        "warnings": [],
    }
    return base | other


def test_guessers_are_counted() -> None:
    told = "\n".join(figures([_item(), _item(key=["A"], wrong=[None, "一", "二", "三"])]))
    assert longest(_item()) == "B"
    assert "总选最长 50.0%" in told and "总选B 50.0%" in told
    assert "只有一种问法的条款 1" in told and "重复的题 1" in told
    assert any("B*" in line for line in readable(_item()))


@pytest.mark.parametrize(
    ("status", "stem", "codes", "level", "bare"),
    [
        ("in_force", "", [], "recall", False),
        ("expired", "", ["expired"], "who", True),
        ("expired", "期限已满", [], "who", True),
        ("expired", "期限已满", ["expired"], "who", False),
        ("expired", "期限已满", ["expired"], "recall", True),
        ("expired", "期限已满", ["expired", "figure_dated"], "recall", False),
        ("draft", "征求意见稿", ["draft"], "who", False),
    ],
)
def test_bare_figures_are_seen(status: str, stem: str, codes: list[str], level: str, bare: bool) -> None:
    citation = {"document_id": "a@1", "address": "一", "status": status}
    warnings = [{"code": code, "text": "。"} for code in codes]
    assert is_bare(_item(citation=citation, stem=stem, warnings=warnings, level=level)) is bare


def test_broken_spacing_is_seen() -> None:
    import datetime as dt

    day = dt.timedelta(days=1)
    good = [("题", DAY, True, 2), ("题", DAY + 2 * day, True, 3)]
    assert "提前或同日再问 0，间隔没有拉长 0，答错后跳回旧间隔 0" in "".join(spacing_faults(good))
    assert "提前或同日再问 1" in "".join(spacing_faults([("题", DAY, True, 3), ("题", DAY + day, True, 9)]))
    assert "间隔没有拉长 1" in "".join(spacing_faults([("题", DAY, True, 3), ("题", DAY + 3 * day, True, 3)]))
    lapse = [("题", DAY, True, 9), ("题", DAY + 9 * day, False, 1), ("题", DAY + 10 * day, True, 9)]
    assert "跳回旧间隔 1" in "".join(spacing_faults(lapse))


def test_sixty_days_hold_the_rules() -> None:
    for seed in range(5):
        assert "提前或同日再问 0，间隔没有拉长 0，答错后跳回旧间隔 0" in "".join(spacing_faults(sixty_days(seed)))


def test_marks_agree_with_a_teachers_and_say_where_they_do_not() -> None:
    marked = marked_answers()
    assert len(marked) >= 12
    assert [one for one in marked if one[1] != one[2]] == []
    told = list(answer_lines([("法院，七天。", 50, 100), ("法院，三天。", 100, 100)]))
    assert told[0].endswith("一致 1") and "应得50，判了100：法院，七天。" in told[1]


def test_folders_are_looked_through_and_a_missing_path_is_named(tmp_path: Any) -> None:
    (tmp_path / "县里").mkdir()
    (tmp_path / "县里" / "一.txt").write_text("一", "utf-8")
    (tmp_path / "二.txt").write_text("二", "utf-8")
    asked: list[str] = []

    class Shelf:
        def ingest(self, files: Any, region: None, day: Any) -> list[dict[str, None]]:
            asked.extend(path.name for path in files)
            return [{"error": None} for _ in files]

    assert taken(Shelf(), [tmp_path]) == 2
    assert asked == ["二.txt", "一.txt"]
    with pytest.raises(BadInput, match="没有这些文件：三.txt"):
        taken(Shelf(), [tmp_path / "三.txt"])
