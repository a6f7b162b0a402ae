"""The OpenAI-compatible API, through the official client on a real server."""

from __future__ import annotations

import json

import httpx
import openai
import pytest

from bot.channels.openai import helper_answer, read_request
from bot.channels.openai.messages import MOST_MESSAGES
from corpus.errors import BadField
from tests.bot.channels.conftest import KEY, Served

QUESTION = "低保向哪里申请？"


@pytest.fixture
def client(served: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{served.address}/v1", api_key=KEY, max_retries=0)


def _said(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["mingbai", "mingbai-qa", "mingbai-triage"]
    assert client.models.retrieve("mingbai").owned_by == "mingbai"


def test_an_answer_with_sources_as_links_annotations_and_data(client: openai.OpenAI, served: Served) -> None:
    made = client.chat.completions.create(model="mingbai", messages=_said(QUESTION), temperature=0.3, seed=1)
    message = made.choices[0].message
    assert made.choices[0].finish_reason == "stop"
    assert "[1]" in message.content
    assert f"]({served.address}/documents/" in message.content
    cited = [note.url_citation for note in message.annotations]
    assert cited and all(one.url.startswith(f"{served.address}/documents/") for one in cited)
    assert message.content[cited[0].start_index : cited[0].end_index] == "[1]"
    assert made.usage.completion_tokens == len(message.content)
    asked = served.services.ask(QUESTION, None, served.services.today())
    assert [one["quote"] for one in made.citations] == [one["quote"] for one in asked["citations"]]
    page = httpx.get(cited[0].url, headers={"Authorization": f"Bearer {KEY}"})
    assert page.status_code == 200
    assert "<mark" in page.text


def test_a_stream_says_the_same_and_ends_properly(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="mingbai", messages=_said(QUESTION))
    stream = client.chat.completions.create(
        model="mingbai", messages=_said(QUESTION), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    notes = [
        chunk.choices[0].delta.annotations
        for chunk in chunks
        if chunk.choices and hasattr(chunk.choices[0].delta, "annotations")
    ]
    assert [note["url_citation"]["url"] for note in notes[0]] == [
        note.url_citation.url for note in whole.choices[0].message.annotations
    ]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens == chunks[-1].usage.prompt_tokens + len(text)


def test_history_fills_an_ellipsis_and_remembers_the_place(client: openai.OpenAI) -> None:
    talk = _said("我是南昌县的")
    first = client.chat.completions.create(model="mingbai", messages=talk)
    assert first.mingbai["place"] == "江西省/南昌市/南昌县"
    talk += [{"role": "assistant", "content": first.choices[0].message.content}]
    talk += _said("到2025年农村自来水普及率要到多少？")
    second = client.chat.completions.create(model="mingbai", messages=talk)
    assert "98" in second.choices[0].message.content
    talk += [{"role": "assistant", "content": second.choices[0].message.content}, *_said("那卫生厕所呢")]
    third = client.chat.completions.create(model="mingbai", messages=talk)
    assert "83" in third.choices[0].message.content


def test_a_history_that_we_never_saw_is_heard_from_the_start(client: openai.OpenAI) -> None:
    talk = [
        *_said("我在南昌工作"),
        {"role": "assistant", "content": "好。"},
        *_said("2025年农村垃圾无害化处理率要到多少？"),
        {"role": "assistant", "content": "100%。"},
        *_said("畜禽粪污呢"),
    ]
    made = client.chat.completions.create(model="mingbai", messages=talk)
    assert made.mingbai["place"] == "江西省/南昌市"
    assert "90" in made.choices[0].message.content


def test_a_quiz_goes_on_over_a_stateless_api(client: openai.OpenAI) -> None:
    talk = _said("出题")
    asked = client.chat.completions.create(model="mingbai", messages=talk)
    assert asked.mingbai["pending"] == "quiz"
    talk += [{"role": "assistant", "content": asked.choices[0].message.content}, *_said("不知道")]
    marked = client.chat.completions.create(model="mingbai", messages=talk)
    assert marked.mingbai["status"] == "marked"
    assert "答案：" in marked.choices[0].message.content


def test_models_differ_in_what_they_take_a_message_for(client: openai.OpenAI) -> None:
    story = _said("有户人家，男的得了尿毒症，老婆腿脚不好干不了活，儿子上大学，没有低保")
    for model, status in (("mingbai", "triaged"), ("mingbai-triage", "triaged")):
        made = client.chat.completions.create(model=model, messages=story)
        assert made.mingbai["status"] == status
    assert client.chat.completions.create(model="mingbai-qa", messages=story).mingbai["status"] != "triaged"


def test_system_messages_tools_and_parts_are_taken_politely(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(
        model="mingbai",
        messages=[
            {"role": "system", "content": "你是助手。用户所在地：南昌市。"},
            {"role": "user", "content": [{"type": "text", "text": "2025年农村自来水普及率要到多少？"}]},
        ],
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        tool_choice="auto",
        response_format={"type": "json_object"},
    )
    assert made.mingbai["place"] == "江西省/南昌市"
    assert "98" in made.choices[0].message.content
    picture = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]
    made = client.chat.completions.create(model="mingbai", messages=[{"role": "user", "content": picture}])
    assert "文字" in made.choices[0].message.content


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "assistant", "content": "好"}],
        [{"role": "wizard", "content": "好"}],
        [{"role": "user", "content": 5}],
    ],
)
def test_bad_requests_are_refused_in_openai_words(client: openai.OpenAI, messages: list[dict[str, object]]) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="mingbai", messages=messages)
    assert caught.value.body["type"] == "invalid_request_error"
    assert caught.value.body["message"] == caught.value.body["text"]


def test_unknown_models_and_keys(served: Served, client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-9", messages=_said("好"))
    stranger = openai.OpenAI(base_url=f"{served.address}/v1", api_key="wrong", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as caught:
        stranger.models.list()
    assert caught.value.body["type"] == "authentication_error"


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        (
            "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n"
            'JSON format: { "title": "x" }\n'
            "<chat_history>\nUSER: 低保怎么申请？\nASSISTANT: 向乡镇申请。\n</chat_history>",
            {"title": "低保怎么申请"},
        ),
        ("### Task:\nSuggest 3-5 relevant follow-up questions that the user might ask next.", {"follow_ups": []}),
        ("### Task:\nGenerate 1-3 broad tags categorizing the main themes", {"tags": ["政策"]}),
        (
            "### Task:\nAnalyze the chat history to determine the necessity of generating search queries",
            {"queries": []},
        ),
        ("### Task:\nYou are an autocompletion system. Continue the text", {"text": ""}),
    ],
)
def test_helper_prompts_are_answered_without_a_search(
    client: openai.OpenAI, served: Served, monkeypatch: pytest.MonkeyPatch, prompt: str, answer: dict[str, object]
) -> None:
    def searched(*_: object, **__: object) -> None:
        raise AssertionError("a helper prompt was searched for")

    monkeypatch.setattr(served.services.dialogue, "reply", searched)
    made = client.chat.completions.create(model="mingbai", messages=_said(prompt))
    assert json.loads(made.choices[0].message.content) == answer


@pytest.mark.parametrize("text", [QUESTION, "标题怎么写", "规划的任务有哪些", "生成水费的标准是什么"])
def test_a_users_own_words_are_no_helper_prompt(text: str) -> None:
    assert helper_answer(text) is None


def test_endless_and_broken_requests() -> None:
    with pytest.raises(BadField, match=str(MOST_MESSAGES)):
        read_request({"model": "m", "messages": _said("好") * (MOST_MESSAGES + 1)})
    with pytest.raises(BadField, match="残缺"):
        read_request({"model": "m", "messages": _said("\ud800")})
    with pytest.raises(BadField, match="model"):
        read_request({"messages": _said("好")})
