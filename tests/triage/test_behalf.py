"""Speaking for another household: its facts are the case; a neighbour mentioned in passing is not."""

import datetime as dt

import pytest

from corpus.model import Span
from triage.behalf import speaks_for_others
from triage.household import Household
from triage.model import Fact, Member, Reading

FOR_OTHERS = [
    "我帮隔壁的大爷问一下，他没儿没女。",
    "我替她打听打听，她不识字。",
    "反映邻居家孩子没人管。",
    "来电人称其表哥房子被埋了。",
    "他自己不好意思问，我来说。",
    "我姑家的事儿，想问问。",
    "我们村里有一户，孩子跟着奶奶过。",
]
FOR_THEMSELVES = [
    "邻居家领了低保，我家怎么没有？",
    "我姐家是监测户，我家四口人也困难。",
    "老伴瘫在床上，我帮他翻身擦洗。",
    "村里有自来水，就我家没通。",
    "我想问一下低保怎么办。",
]
FACTS = (
    Fact("m[1].age", 74.0, (Span(0, 1),), holder="other"),
    Fact("m[2].age", 40.0, (Span(1, 2),)),
)
PEOPLE = (Member(1, "邻居", True, Span(0, 1)), Member(2, "本人", False, Span(1, 2)))


@pytest.mark.parametrize("text", FOR_OTHERS)
def test_speaks_for_others(text):
    assert speaks_for_others(text)


@pytest.mark.parametrize("text", FOR_THEMSELVES)
def test_speaks_for_himself(text):
    assert not speaks_for_others(text)


def test_what_is_told_of_them_counts_only_then():
    own = Household(Reading(PEOPLE, FACTS), dt.date(2026, 11, 22))
    theirs = Household(Reading(PEOPLE, FACTS), dt.date(2026, 11, 22), for_others=True)
    assert (own.members, own.is_told("m[1].age"), own.has_outsiders) == ((2,), False, True)
    assert (theirs.members, theirs.is_told("m[1].age"), theirs.has_outsiders) == ((1, 2), True, False)
