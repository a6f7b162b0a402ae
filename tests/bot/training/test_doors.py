"""The same training by command line and by HTTP: shapes, refusals, nothing shown before the answer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from bot.assembly import Services
from bot.commands import Job, start
from bot.http.app import create_app
from corpus.errors import MingbaiError
from tests.bot.training.conftest import DAY


@pytest.fixture(scope="module")
def client(shipped: Services) -> TestClient:
    return TestClient(create_app(shipped), base_url="http://127.0.0.1")


@pytest.fixture
def run(shipped: Services) -> Callable[..., list[str]]:
    def go(name: str, **args: object) -> list[str]:
        return [line.text for line in start(shipped, Job(f"train_{name}", args, None, DAY))]

    return go


def test_export_gives_one_item_a_line_and_a_page_for_reading(run) -> None:
    lines = run("export", json=True)
    items = [json.loads(line) for line in lines]
    assert len(items) >= 1000 and len({item["id"] for item in items}) == len(items)
    assert len(run("export")) > len(lines)


def test_a_question_is_asked_answered_and_reported(run) -> None:
    asked = json.loads(run("next", learner="命令", json=True)[0])
    assert not {"key", "wrong", "explanation", "citation"} & set(asked["item"])
    assert any(asked["item"]["id"] in line for line in run("next", learner="命令"))
    marked = json.loads(run("answer", item=asked["item"]["id"], given="不知道", learner="命令", json=True)[0])
    assert not marked["right"] and marked["explanation"] and marked["gap"] == 1
    report = json.loads(run("report", learner="命令", json=True)[0])
    assert report["answered"] == 1 and report["wrong_book"][0]["id"] == asked["item"]["id"]
    assert any("还没合格" in line for line in run("report", learner="命令"))
    table = run("report", learner="命令", csv=True)
    assert len(table) == 2 and "错" in table[1]
    assert any("名学员" in line for line in run("report", group=True))
    with pytest.raises(MingbaiError, match="今天已经答过"):
        run("answer", item=asked["item"]["id"], given="A", learner="命令")


def test_answers_are_explained_for_reading(run) -> None:
    item = json.loads(run("next", learner="朗读", json=True)[0])["item"]["id"]
    told = run("answer", item=item, given="不知道", learner="朗读")
    assert told[0].startswith("没有答对") and any("写的是：“" in line for line in told)


def test_lessons_and_drills_on_the_command_line(run) -> None:
    assert len(run("lesson")) == 12
    lesson = run("lesson", number=3)
    assert "谁管什么" in lesson and any("《社会救助暂行办法》" in line for line in lesson)
    assert len(json.loads(run("lesson", number=3, json=True)[0])["items"]) == 5
    drill = json.loads(run("drill", learner="命令", json=True)[0])
    assert run("drill", item=drill["id"], ask="家里几口人？")
    done = run("drill", item=drill["id"], learner="命令", measures="低保；临时救助", say="可能适用，以认定为准")
    assert done[0].startswith("得 ") and done[-1].startswith("全情：")
    with pytest.raises(MingbaiError, match="--ask"):
        run("drill", item=drill["id"])


def test_flags_on_the_command_line(run) -> None:
    item = json.loads(run("next", learner="标记", json=True)[0])["item"]["id"]
    assert "没有标记" in run("flag")[0]
    run("flag", item=item, reason="两个都对", learner="标记")
    assert json.loads(run("flag", json=True)[0])["flags"][0]["id"] == item
    assert any("两个都对" in line for line in run("flag"))
    run("review", item=item)
    assert "没有标记" in run("flag")[0]


def test_the_same_by_http(client: TestClient, shipped: Services) -> None:
    base = "/api/v1/training"
    assert len(client.get(f"{base}/items", params={"region": "南昌"}).json()["items"]) > 500
    item = client.get(f"{base}/next", params={"learner": "网页"}).json()["item"]
    assert "key" not in item
    given = {"id": item["id"], "answer": "不知道", "learner": "网页"}
    assert client.post(f"{base}/answers", json=given).json()["right"] is False
    again = client.post(f"{base}/answers", json=given)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_answered")
    assert client.post(f"{base}/answers", json={"id": "qz-0", "answer": "A"}).status_code == 404
    assert client.get(f"{base}/next", params={"learner": "张三 13800001234"}).status_code == 400
    assert client.get(f"{base}/report", params={"learner": "网页"}).json()["answered"] == 1
    assert any(row["learner"] == "网页" for row in client.get(f"{base}/group").json()["learners"])
    assert len(client.get(f"{base}/lessons").json()["lessons"]) == 12
    assert client.get(f"{base}/lessons/1").json()["drill"]["opening"]
    assert client.get(f"{base}/lessons/99").status_code == 404


def test_flags_and_drills_by_http(client: TestClient) -> None:
    base = "/api/v1/training"
    item = client.get(f"{base}/next", params={"learner": "网页乙"}).json()["item"]["id"]
    assert client.post(f"{base}/flags", json={"id": item, "reason": "题干不清"}).json() == {"flagged": item}
    assert client.get(f"{base}/flags").json()["flags"][0]["id"] == item
    assert client.delete(f"{base}/flags/{item}").json() == {"reviewed": item}
    drill = client.get(f"{base}/drills/next", params={"learner": "网页"}).json()
    asked = client.post(f"{base}/drills/{drill['id']}/questions", json={"question": "家里吃低保吗？"})
    assert asked.json()["answer"]
    tried = {"measures": ["临时救助"], "say": "您符合条件，一定能批。", "learner": "网页"}
    marked = client.post(f"{base}/drills/{drill['id']}/answers", json=tried).json()
    assert not marked["passed"] and any("不能说" in line for line in marked["told"])
    assert client.post(f"{base}/drills/none/answers", json={}).status_code == 404
