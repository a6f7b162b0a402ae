"""What a client of the OpenAI API sends (请求): the last question, the talk before it, and whose talk it is.

Clients differ: content is text or a list of parts, histories are long, roles are odd, and most parameters (temperature,
tools, seed …) mean nothing here. What can be left aside is left aside; what leaves no question is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import BadField

MODELS = ("mingbai", "mingbai-qa", "mingbai-triage")
MOST_MESSAGES = 400
LONGEST = 8000
_SAID = ("user", "assistant")
_KNOWN = (*_SAID, "system", "developer", "tool", "function")
_PLACE = re.compile(r"(?:所在地|地点|地区|location|region)\s*[:：=]\s*([^\s，,。;；\"'“”]{2,30})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as read. question: the last user message. history: turns before it. system: instructions of the client,
    of which only a place is used. talk: stands for the conversation, from its first message. stream, usage: how the
    answer is wanted. pictures: whether something other than text was sent with the question.
    """

    model: str
    question: str
    history: tuple[Mapping[str, str], ...]
    system: str = ""
    talk: str = ""
    stream: bool = False
    usage: bool = False
    pictures: bool = False

    @property
    def place(self) -> str | None:
        """The place that the client's instructions name (所在地：…), in words."""
        found = _PLACE.search(self.system)
        return found[1] if found else None


def read_request(body: object) -> Asked:
    """The request that a body means. Raises BadField, in a line that says what is wrong with which field."""
    if not isinstance(body, Mapping):
        raise BadField("请求体要写成 JSON 对象，含 model 和 messages。")
    messages = body.get("messages")
    if not isinstance(messages, Sequence) or isinstance(messages, str) or not messages:
        raise BadField("messages 要写成列表，至少有一条 role 为 user 的消息。")
    if len(messages) > MOST_MESSAGES:
        raise BadField(f"messages 有 {len(messages)} 条，最多 {MOST_MESSAGES} 条；请只发最近的对话。")
    told = [_message(number, one) for number, one in enumerate(messages)]
    system = "\n".join(words for role, words, _ in told if role in ("system", "developer"))
    said = [(role, words, other) for role, words, other in told if role in _SAID]
    last = next((at for at in range(len(said) - 1, -1, -1) if said[at][0] == "user"), None)
    if last is None:
        raise BadField("messages 里没有 role 为 user 的消息；请把问题放在最后一条 user 消息里。")
    _, question, pictures = said[last]
    if len(question) > LONGEST:
        raise BadField(f"最后一条消息有 {len(question)} 字，最多 {LONGEST} 字；请缩短后再问。")
    options = body.get("stream_options")
    return Asked(
        model=_model(body.get("model")),
        question=question,
        history=tuple({"role": role, "content": words} for role, words, _ in said[:last] if words),
        system=system,
        talk=_digest(next(words for role, words, _ in said if role == "user")),
        stream=body.get("stream") is True,
        usage=isinstance(options, Mapping) and options.get("include_usage") is True,
        pictures=pictures,
    )


def _message(number: int, message: object) -> tuple[str, str, bool]:
    """Role, text, and whether there is more than text, of one message."""
    if not isinstance(message, Mapping) or not isinstance(message.get("role"), str):
        raise BadField(f"messages 第 {number + 1} 条要写成 {{“role”, “content”}}。")
    role = str(message["role"])
    if role not in _KNOWN:
        raise BadField(f"messages 第 {number + 1} 条的 role“{role[:20]}”不认识；可用 {'、'.join(_KNOWN)}。")
    words, other = _text(message.get("content"), number)
    try:
        words.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadField(f"messages 第 {number + 1} 条里有残缺的字符；请重新输入。") from error
    return role, words, other


def _text(content: object, number: int) -> tuple[str, bool]:
    if content is None:
        return "", False
    if isinstance(content, str):
        return content, False
    if not isinstance(content, Sequence):
        raise BadField(f"messages 第 {number + 1} 条的 content 要写成文字，或文字片段的列表。")
    parts = [part for part in content if isinstance(part, Mapping)]
    texts = [str(part["text"]) for part in parts if part.get("type") in ("text", "input_text") and "text" in part]
    return "\n".join(texts), len(texts) < len(content)


def _model(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise BadField(f"缺 model；可用 {'、'.join(MODELS)}。")
    return name


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:24]
