"""Questions that ask several things, taken apart."""

import pytest

from bot.answers.parts import split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("供水率要达到多少，谁牵头？", ["供水率要达到多少", "谁牵头"]),
        ("水厂和水池分别由谁负责？", ["水厂由谁负责", "水池由谁负责"]),
        ("水厂计划建多少个，管道要换几公里？", ["水厂计划建多少个", "管道要换几公里"]),
    ],
)
def test_each_thing_asked_is_a_part(question, parts):
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "供水率要达到多少？",
        "房子漏雨，能不能修？",
        "管道怎么换，方案怎么写的？",
        "几个儿子都不管，老人能找谁？",
        "供水率的基期值和目标值各是多少？",
        "家里" + "很难，" * 80 + "怎么办，找谁？",
    ],
)
def test_a_question_that_asks_one_thing_is_left_whole(question):
    assert split(question) == []
