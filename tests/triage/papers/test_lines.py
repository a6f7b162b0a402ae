"""Lines break where Chinese may break: nothing is lost, no closing mark begins a line, no opening one ends it."""

from hypothesis import given
from hypothesis import strategies as st

from triage.papers.lines import broken
from triage.shipped import read_data

MARKS = read_data("papers.yaml")["marks"]
TEXTS = st.text(alphabet="村里人家的房子漏雨，。、；：？！（）《》“”2026-11/abc", max_size=120)


@given(TEXTS, st.integers(4, 30))
def test_nothing_is_lost_and_nothing_too_wide(text, width):
    lines = broken(text, len, width)
    assert "".join(lines) == text
    assert all(len(line) <= width for line in lines)


@given(
    st.text(alphabet="村里人家的房子，。；（《", max_size=120).filter(
        lambda t: not any(a + b in t for a in "，。；（《" for b in "，。；（《")
    )
)
def test_marks_stay_with_their_words(text):
    lines = [line for line in broken(text, len, 8) if line]
    assert all(line[0] not in MARKS["closing"] for line in lines[1:])
    assert all(line[-1] not in MARKS["opening"] for line in lines[:-1])


def test_a_number_is_not_torn():
    assert broken("共计12345元整", len, 6) == ["共计", "12345元", "整"]
