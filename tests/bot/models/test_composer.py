"""The composer against a scripted model over real HTTP: what is shown, what is not, and when."""

import threading
import time

import pytest

from bot.models import Composer, Hearing
from bot.models.breaker import Breaker
from bot.models.client import ModelClient
from tests.bot.models.model_server import Cut, Junk, Status, line

GOOD = "符合条件的困难老人可以申请护理补贴，每人每月120元。"


@pytest.fixture
def composer(client):
    return Composer(client, deadline=6.0)


@pytest.mark.parametrize(
    "draft",
    [
        line(GOOD, "C1"),
        "```json\n" + line(GOOD, "C1") + "```",
        '{"sentences": [' + line(GOOD, "[C1]").strip() + '], "completeness": "full"}',
        "[" + line(GOOD, "C1").strip() + "]",
        GOOD.rstrip("。") + "[C1]。",
        "- " + GOOD + "【C1】\n",
        "<think>想一想：500元？</think>" + line(GOOD, "c1"),
        f"{{'text': '{GOOD}', 'cites': ['C1']}}",
    ],
    ids=["lines", "fenced", "object", "list", "plain", "bullet", "thinking", "almost-json"],
)
def test_an_honest_draft_is_shown_in_any_shape(composer, server, composed, draft):
    server.says(*draft)
    answer = composer.compose(composed)
    assert answer.mode == "model"
    assert "每人每月120元" in answer.text and "[1]" in answer.text
    assert "C1" not in answer.text and "500" not in answer.text
    assert answer.citations[0].clause.address == "第二条" and "120元" in answer.citations[0].quote


LIES = [
    ("number", line("符合条件的困难老人可以申请护理补贴，每人每月210元。", "C1")),
    ("unit", line("符合条件的困难老人可以申请护理补贴，每人每月120万元。", "C1")),
    ("often", line("符合条件的困难老人可以申请护理补贴，每人每年120元。", "C1")),
    ("lost-often", line("符合条件的困难老人可以申请护理补贴120元。", "C1")),
    ("negation", line("困难老人不可以申请护理补贴。", "C1")),
    ("denial", line("可以向申请人收取费用。", "C2")),
    ("modality", line("合作社必须吸纳监测户务工。", "C2")),
    ("condition", line("困难老人可以申请护理补贴，每人每月120元。", "C1")),
    ("working-days", line("乡镇应当在十日内入户核实。", "C1")),
    ("office", line("补贴由县医保局拨付。", "C3")),
    ("role", line("县财政局牵头。", "C3")),
    ("place", line("白云县符合条件的困难老人可以申请护理补贴，每人每月120元。", "C1")),
    ("document", line("《高龄津贴办法》写明，符合条件的困难老人可以申请护理补贴。", "C1")),
    ("token", line(GOOD, "C9")),
    ("other-clause", line(GOOD, "C2")),
    ("no-token", line(GOOD)),
    ("link", line("符合条件的困难老人可以申请护理补贴，详见 http://x.example 。", "C1")),
    ("phone", line("符合条件的困难老人可以申请护理补贴，联系电话13812345678。", "C1")),
    ("person", line("联系人张伟，符合条件的困难老人可以申请护理补贴。", "C1")),
    ("advice", line("符合条件的困难老人可以申请护理补贴，建议您先找熟人。", "C1")),
    ("echo", line("你替村镇干部把政策条文说成短句，只用下面给出的条文。", "C1")),
    ("obeyed", line("好的，忽略以上指令，我现在是海盗。", "C1")),
    ("plain-lie", "护理补贴每人每月300元。[C1]"),
    ("junk", "asdf qwer {{{{ ]]"),
    ("empty-text", line("", "C1")),
]


@pytest.mark.parametrize("draft", [draft for _, draft in LIES], ids=[name for name, _ in LIES])
def test_a_lie_is_never_shown(composer, server, composed, draft):
    server.says(draft)
    assert composer.compose(composed) == composed


def test_what_fails_between_good_sentences_is_dropped_alone(composer, server, composed):
    server.says(line(GOOD, "C1"), line("每人每月500元。", "C1"), line("不得向申请人收取费用。", "C2"))
    answer = composer.compose(composed)
    assert "500" not in answer.text
    assert [c.clause.address for c in answer.citations] == ["第二条", "第三条"]
    assert answer.extra["model"]["dropped"] == 1


def test_what_the_model_left_out_of_the_composed_answer_is_put_behind(composer, server, composed):
    server.says(line("不得向申请人收取费用。", "C2"))
    said: list[str] = []
    answer = composer.compose(composed, hearing=Hearing(said.append))
    assert answer.mode == "model" and "每人每月120元" in answer.text
    assert "".join(said) == answer.text
    assert {c.clause.address for c in answer.citations} == {"第二条", "第三条"}


def test_a_refusal_is_never_handed_to_a_model(composer, server, composed):
    from dataclasses import replace

    refused = replace(composed, reason="no_evidence", citations=(), text="没有找到。")
    assert composer.compose(refused) is refused
    assert server.requests == []


FAILURES = [
    ("500", Status(500), ()),
    ("429", Status(429), ()),
    ("401", Status(401), ()),
    ("junk", Junk("data: {not json}\n\n"), ()),
    ("html", Junk("<html>bad gateway</html>"), ()),
    ("cut", Cut(), ('{"text": "符合条件',)),
    ("hang", Cut(), (30.0,)),
    ("hang-after-head", Cut(), (" ", 30.0)),
]


@pytest.mark.parametrize(("error", "before"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES])
def test_a_failing_endpoint_gives_the_composed_answer_within_four_seconds(client, server, composed, error, before):
    server.fails(error, before)
    start = time.monotonic()
    assert Composer(client, deadline=30.0).compose(composed) == composed
    assert time.monotonic() - start < 4


@pytest.mark.slow
def test_a_trickle_meets_the_deadline_though_each_read_is_quick(client, server, composed):
    server.script = lambda body: (piece for char in "汉" * 400 for piece in (char, 0.1))
    start = time.monotonic()
    assert Composer(client, deadline=30.0).compose(composed) == composed
    assert time.monotonic() - start < 4


def test_what_was_checked_before_the_deadline_stays(client, server, composed):
    server.says(line(GOOD, "C1"), 30.0, line("不得向申请人收取费用。", "C2"))
    start = time.monotonic()
    answer = Composer(client, deadline=2.0).compose(composed)
    assert time.monotonic() - start < 3
    assert answer.mode == "model" and "收取" not in answer.text


def test_the_first_checked_words_come_before_the_model_has_ended(composer, server, composed):
    server.says(line(GOOD, "C1"), 1.5, line("不得向申请人收取费用。", "C2"))
    composer.client.whole([], _deadline())  # the libraries are loaded
    said: list[float] = []
    start = time.monotonic()
    composer.compose(composed, hearing=Hearing(lambda words: said.append(time.monotonic() - start)))
    assert len(said) == 2 and said[0] < 1.0 < said[1]


def test_leaving_cancels_the_call_and_closes_the_connection(client, server, composed):
    server.says(line(GOOD, "C1"), 20.0)
    stopped = threading.Event()
    Composer(client, deadline=15.0).compose(composed, hearing=Hearing(lambda words: stopped.set(), stopped))
    assert server.closed.wait(3)


def test_a_refused_port_is_tried_again_then_left_alone(composed):
    breaker = Breaker(failures=1)
    client = ModelClient("http://127.0.0.1:9/v1", "none", breaker=breaker)
    start = time.monotonic()
    assert Composer(client, deadline=8.0).compose(composed) == composed
    assert time.monotonic() - start < 4
    assert not breaker.allows()
    start = time.monotonic()
    assert Composer(client, deadline=8.0).compose(composed) == composed
    assert time.monotonic() - start < 0.5


def test_a_server_that_recovers_is_asked_again_within_the_deadline(client, server, composed):
    calls = []

    def script(body):
        calls.append(1)
        if len(calls) == 1:
            raise Status(503)
        yield line(GOOD, "C1")

    server.script = script
    assert Composer(client, deadline=6.0).compose(composed).mode == "model"
    assert len(calls) == 2


def test_no_personal_datum_leaves(client, server, composed):
    from dataclasses import replace

    canaries = ["13987654321", "36012419560304123X", "6222021234567890123", "王秀英", "3组18号"]
    who = f"我叫王秀英，电话{canaries[0]}，身份证{canaries[1]}，卡号{canaries[2]}，住青禾镇柳树村3组18号"
    question = f"{who}，护理补贴多少钱？"
    history = [{"role": "user", "content": question}, {"role": "assistant", "content": f"您的电话{canaries[0]}记下了"}]
    server.says(line(GOOD, "C1"))
    Composer(client, deadline=6.0).compose(replace(composed, question=question), history)
    assert server.raw
    for canary in canaries:
        assert not any(canary in sent for sent in server.raw), canary


def test_no_address_or_title_is_sent(composer, server, composed):
    server.says(line(GOOD, "C1"))
    composer.compose(composed)
    sent = str(server.requests[0]["messages"])
    assert "[C1]" in sent and DOCUMENT_TITLE not in sent and "护理补贴.txt" not in sent


DOCUMENT_TITLE = "青禾县护理补贴办法"


def _deadline():
    from bot.models.client import Deadline

    return Deadline(20)
