"""Plain questions from a model: lines that ask, hold no new figure and nobody's data."""

import pytest

from bot.models.asks import is_plain_question, propose_questions
from tests.bot.models.conftest import evidence


def test_questions_come_line_by_line(client, server):
    server.says("1. 护理补贴一个月多少钱？\n- 谁能申请护理补贴？\n这是一句话。\n打13812345678问谁？\n500元给谁？\n")
    assert propose_questions(client, evidence()[0]) == ("护理补贴一个月多少钱？", "谁能申请护理补贴？")


@pytest.mark.parametrize("line", ["好", "见http://x.example怎么办？", "每月300元给谁？", "我是张伟，住哪里办？" * 5])
def test_what_is_no_plain_question_is_left_out(line):
    assert not is_plain_question(line, evidence()[0])


def test_no_model_no_questions(client, server):
    from tests.bot.models.model_server import Status

    server.fails(Status(401))
    assert propose_questions(client, evidence()[0]) == ()
