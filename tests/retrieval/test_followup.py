"""Questions that lean on the talk before them."""

import pytest

from corpus.model import Span
from retrieval.followup import complete

PLACES = ("青禾县", "白沙县")


def places(text):
    return [Span(text.find(name), text.find(name) + len(name)) for name in PLACES if name in text]


def after(*earlier):
    return [{"role": "user", "content": words} for words in earlier]


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("青禾县特困人员医保谁出钱", "那低保的呢？", "青禾县低保医保谁出钱"),
        ("青禾县省定重点村每年多少资金", "市定的呢", "青禾县市定重点村每年多少资金"),
        ("青禾县的规划到哪年为止", "那白沙县的方案呢", "白沙县的方案到哪年为止"),
        ("青禾县自来水普及率要到多少", "白沙县呢？", "白沙县自来水普及率要到多少"),
        ("青禾县自来水普及率2025年要到多少", "2026年呢？", "青禾县自来水普及率2026年年要到多少"),
        ("青禾县自来水普及率要到多少", "基期呢？", "基期（青禾县自来水普及率要到多少）"),
        ("青禾县自来水普及率要到多少", "那白沙县这边咋弄的", "白沙县自来水普及率要到多少"),
        ("青禾县自来水普及率要到多少", "白沙县有没有这方面的要求", "白沙县自来水普及率要到多少"),
        ("青禾县2025年自来水普及率是多少", "2020年是多少", "青禾县2020年自来水普及率是多少"),
        ("医疗救助找哪里申请", "那临时救助呢", "临时救助找哪里申请"),
        ("十级伤残一次性补助几个月", "五级呢", "五级伤残一次性补助几个月"),
        ("青禾县的监测靠什么发现风险", "范本里呢", "范本里监测靠什么发现风险"),
    ],
)
def test_an_ellipsis_is_filled(earlier, question, whole):
    assert complete(question, after(earlier), places) == whole.replace("2026年年", "2026年")


def test_the_earlier_question_is_made_whole_first():
    told = after("青禾县特困人员医保谁出钱", "那低保的呢？")
    assert complete("白沙县呢？", told, places) == "白沙县低保医保谁出钱"


def test_a_question_of_its_own_is_left_alone():
    own = "白沙县的水厂建设任务由哪个单位负责完成？"
    assert complete(own, after("青禾县特困人员医保谁出钱"), places) == own
