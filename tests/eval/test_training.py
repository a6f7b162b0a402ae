"""The counters of `python -m eval training` count what they say."""

from __future__ import annotations

from typing import Any

import pytest

from eval.training import DAY, figures, is_bare, longest, readable, sixty_days, spacing_faults


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
