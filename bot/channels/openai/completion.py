"""What a client of the OpenAI API gets back (应答): models, a completion, its chunks, errors.

Citations stand in the text as links, as annotations (url_citation, which clients show as sources) and as our own
objects under `citations`. Numbers of usage count characters: no tokeniser takes part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.openai.messages import MODELS
from bot.dialogue import Block, Reply
from bot.pages.views import document_link
from corpus.model import Span

OWNER = "mingbai"
_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+[”’」』）)]*(?:\[\d+\])*|$)", re.DOTALL)
_NUMBERED = re.compile(r"\[(\d+)\]")
_KINDS = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error"}


def models(created: int) -> dict[str, Any]:
    """The list of models."""
    data = [{"id": name, "object": "model", "created": created, "owned_by": OWNER} for name in MODELS]
    return {"object": "list", "data": data}


def error_fields(status: int, text: str) -> dict[str, Any]:
    """The fields that OpenAI's clients look for in an error, beside our own."""
    kind = _KINDS.get(status, "rate_limit_error" if status == 429 else "server_error")
    return {"message": text, "type": kind, "param": None}


def markdown(reply: Reply, base: str) -> str:
    """The reply as Markdown, each source a link to its clause. base: where our pages are, without a last slash."""
    sources = {citation["n"]: link(citation, base) for citation in reply.citations}
    return "\n\n".join(_block(block, sources) for block in reply.blocks)


def _block(block: Block, sources: Mapping[int, str]) -> str:
    number = _NUMBERED.match(block.text) if block.kind == "source" else None
    if number is None or int(number[1]) not in sources:
        return block.text.replace("\n", "  \n")
    name = block.text[number.end() :].replace("[", "［").replace("]", "］")
    return f"{number[0]} [{name}]({sources[int(number[1])]})"


def link(citation: Mapping[str, Any], base: str) -> str:
    """The address of a cited clause in our pages, the quoted words marked."""
    span = Span(citation["start"], citation["end"])
    return base + document_link(str(citation["document_id"]), str(citation["address"]), span)


def url_citations(reply: Reply, text: str, base: str) -> list[dict[str, Any]]:
    """One url_citation a source, at its first mark in the text."""
    found = []
    for citation in reply.citations:
        mark = f"[{citation['n']}]"
        start = max(text.find(mark), 0)
        title = f"《{citation['title']}》{citation['address']}"
        place = {"start_index": start, "end_index": start + len(mark)}
        found.append({"type": "url_citation", "url_citation": {"url": link(citation, base), "title": title, **place}})
    return found


def completion(
    number: str, created: int, model: str, text: str, notes: Sequence[Mapping[str, Any]], asked: int
) -> dict[str, Any]:
    """A chat completion. notes: annotations. asked: characters of the request."""
    message = {"role": "assistant", "content": text, "refusal": None, "annotations": list(notes)}
    return {
        "id": number,
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage(asked, len(text)),
    }


def usage(asked: int, answered: int) -> dict[str, int]:
    """What was taken in and given out, in characters."""
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def chunks(
    number: str, created: int, model: str, text: str, notes: Sequence[Mapping[str, Any]], asked: int | None
) -> Iterator[dict[str, Any]]:
    """The same as chunks: the role, the text sentence by sentence, the annotations with the end; and, when `asked` is
    given, the usage."""
    head = {"id": number, "object": "chat.completion.chunk", "created": created, "model": model}

    def chunk(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
        return head | {"choices": [choice]}

    yield chunk({"role": "assistant", "content": ""})
    for sentence in _SENTENCE.findall(text):
        if sentence:
            yield chunk({"content": sentence})
    if notes:
        yield chunk({"annotations": list(notes)})
    yield chunk({}, "stop")
    if asked is not None:
        yield head | {"choices": [], "usage": usage(asked, len(text))}
