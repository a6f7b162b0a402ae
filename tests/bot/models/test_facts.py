"""Facts proposed by a model: exact words of the caller at a known path, or nothing; and never more than a guess."""

import json

import pytest

from bot.models.facts import merged, propose, read_proposal
from corpus.model import Span
from corpus.vocabulary import load_vocabulary
from triage.model import Certainty, Fact, Reading
from triage.privacy import mask

STORY = "家里去年看病花了3万元，房子漏雨，现在吃着低保。邻居老周家没有低保。"


def row(path, value, quote, **more):
    return {"path": path, "value": value, "quote": quote, **more}


@pytest.mark.parametrize(
    ("proposed", "value"),
    [
        (row("h.aid.低保", True, "现在吃着低保"), True),
        (row("h.spend.medical_total", 30000, "看病花了3万元"), 30000.0),
    ],
)
def test_what_the_caller_said_is_taken_with_his_words(proposed, value):
    fact = read_proposal(proposed, STORY, load_vocabulary())
    assert fact is not None and fact.value == value and fact.certainty is Certainty.GUESS
    assert fact.evidence[0].of(STORY) == proposed["quote"]


@pytest.mark.parametrize(
    "proposed",
    [
        row("h.aid.低保", True, "家里吃着低保"),
        row("h.aid.没有这条", True, "现在吃着低保"),
        row("h.aid.低保", "也许", "现在吃着低保"),
        row("h.spend.medical_total", 50000, "看病花了3万元"),
        row("h.spend.medical_total", True, "看病花了3万元"),
        row("h.category", "富裕户", "现在吃着低保"),
        row("h.aid.低保", True, ""),
        row("h.aid.低保", True, None),
        row(["h.aid.低保"], True, "现在吃着低保"),
    ],
    ids=["not-said", "no-path", "no-value", "other-sum", "no-sum", "no-word", "no-quote", "none", "list"],
)
def test_everything_else_is_dropped(proposed):
    assert read_proposal(proposed, STORY, load_vocabulary()) is None


def test_a_guess_never_meets_a_finding():
    found = Fact("h.aid.低保", True, (Span(0, 2),), denied=True)
    guess = Fact("h.aid.低保", True, (Span(0, 2),), certainty=Certainty.GUESS)
    other = Fact("h.aid.特困", True, (Span(0, 2),), certainty=Certainty.GUESS)
    reading = Reading((), (found,))
    assert merged(reading, (guess,)) is reading
    assert merged(reading, (guess, other)).facts == (found, other)


def test_proposals_come_over_http_and_the_story_leaves_masked(client, server):
    story = f"我叫李秀珍，电话13877778888。{STORY}"
    lines = [row("h.aid.低保", True, "现在吃着低保"), row("h.aid.特困", True, "是五保户")]
    server.says("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert [fact.path for fact in propose(client, story)] == ["h.aid.低保"]
    assert "13877778888" not in server.raw[0] and "李秀珍" not in server.raw[0]
    assert mask(story) in json.loads(server.raw[0].rpartition("\n")[2])["messages"][1]["content"]


def test_no_model_no_proposals(client, server):
    from tests.bot.models.model_server import Status

    server.fails(Status(401))
    assert propose(client, STORY) == ()
