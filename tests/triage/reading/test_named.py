"""Measures asked for by name: with a gap, beside a wish, in a bare wish behind, in a closing question."""

from __future__ import annotations

import pytest

from triage.reading.clauses import Clauses
from triage.reading.demand import find_named

NAMES = {"甲": ("低保",), "乙": ("丧葬费",), "丙": ("低保…停",), "丁": ("公益岗",)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("我家是低保,孩子上学能免吗?", ()),
        ("低保怎么办?", ("甲",)),
        ("我妈低保去年停了,能重新申请吗?", ("甲", "丙")),
        ("询问丧葬费由谁出。", ("乙",)),
        ("已经领了丧葬费。", ()),
        ("村里公益岗有个空。男,脱贫户。能否聘用?", ("丁",)),
        ("他在公益岗干了两年。", ()),
    ],
)
def test_what_is_asked_for_by_name(text: str, named: tuple[str, ...]):
    assert set(find_named(text, Clauses(text), NAMES)) == set(named)
