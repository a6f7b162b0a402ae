"""What a model wrote, read as it comes: JSON lines, one JSON object, fenced JSON, or plain sentences with tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.models.tokens import TOKEN, read_tokens

_TEXT_KEYS = ("text", "sentence", "s", "句子", "内容", "answer")
_CITE_KEYS = ("cites", "cite", "citations", "c", "tokens", "依据", "编号")
_BRACKETED = r"[\[【]\s*[Cc]\s*\d{1,2}(?:\s*[,，、]\s*[Cc]?\s*\d{1,2})*\s*[\]】]"
_MARKS = re.compile(rf"(?:{_BRACKETED}\s*)+")
# A sentence ends at its mark and the tokens behind it; without tokens only when something else follows.
_SENTENCE = re.compile(
    rf"([^。！？!?\n]*?(?:{_BRACKETED}[^。！？!?\n]*?)*[。！？!?\n])((?:\s*{_BRACKETED})*)(?=\s*[^\s\[【])"
)
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_MOST = 12  # sentences read of one draft
_BULLET = re.compile(r"^(?:[-*•·]|\d{1,2}[.、)]|[（(]\d{1,2}[）)])\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft with the tokens it cites."""

    text: str
    tokens: tuple[str, ...]


class DraftReader:
    """Feed it text as it comes; it gives each sentence once it is whole."""

    def __init__(self) -> None:
        self._text = ""
        self._done = 0  # up to here sentences have been given
        self._given = 0

    def feed(self, text: str) -> Iterator[Sentence]:
        """The sentences that became whole with this piece."""
        self._text += text
        if "<think>" in self._text:
            self._text = _THOUGHT.sub("", self._text)
            if "<think>" in self._text:
                return
        yield from self._limited(self._objects() if self._is_json() else self._sentences(at_end=False))

    def rest(self) -> Iterator[Sentence]:
        """What is left when the draft has ended."""
        if "<think>" in self._text:
            return
        if self._is_json():
            yield from self._limited(self._objects())
        else:
            self._text += "\n"
            yield from self._limited(self._sentences(at_end=True))

    def _limited(self, found: Iterator[Sentence]) -> Iterator[Sentence]:
        for sentence in found:
            if self._given < _MOST:
                self._given += 1
                yield sentence

    def _is_json(self) -> bool:
        opening = self._text.lstrip().removeprefix("```").removeprefix("json").removeprefix("JSON").lstrip()
        return opening.startswith(("{", "[{", "[\n", "[ {"))

    def _objects(self) -> Iterator[Sentence]:
        """Objects that hold a sentence, also inside one that is not yet closed ({"sentences": [{…}, …)."""
        place = self._done
        while (start := self._text.find("{", place)) >= 0:
            end = _closing(self._text, start)
            found = _read(self._text[start:end]) if end else None
            if found is not None and end:
                self._done = place = end
                yield from found
            else:
                place = start + 1

    def _sentences(self, *, at_end: bool) -> Iterator[Sentence]:
        shape = re.compile(_SENTENCE.pattern.rsplit("(?=", 1)[0]) if at_end else _SENTENCE
        for match in shape.finditer(self._text, self._done):
            self._done = match.end()
            yield from _plain(match[0])


def _closing(text: str, start: int) -> int | None:
    """Where the object that opens at `start` is closed (exclusive); None while it is not."""
    depth, quoted, skip = 0, False, False
    for place in range(start, len(text)):
        char = text[place]
        if skip:
            skip = False
        elif char == "\\":
            skip = quoted
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            depth += (char == "{") - (char == "}")
            if depth == 0:
                return place + 1
    return None


def _read(text: str) -> list[Sentence] | None:
    """The sentences of one JSON object; None when it is none, or holds them further inside."""
    try:
        found = json.loads(text)
    except ValueError:
        return _mended(text)
    words = next((found[key] for key in _TEXT_KEYS if isinstance(found.get(key), str)), None)
    if words is None:
        return None
    cites: object = next((found[key] for key in _CITE_KEYS if key in found), [])
    tokens = read_tokens(cites if isinstance(cites, list) else [cites])
    return [Sentence(one.text, one.tokens or tokens) for one in _plain(words)]


def _mended(text: str) -> list[Sentence] | None:
    """A sentence out of an object that is nearly JSON (single quotes, a missing comma)."""
    match = re.search(
        r"""["']?(?:text|sentence|s)["']?\s*[:：]\s*["'“](.+?)["'”]\s*[,，}]?\s*["']?c""", text, re.DOTALL
    )
    return (
        [Sentence(one.text, one.tokens or read_tokens([text[match.end() :]])) for one in _plain(match[1])]
        if match
        else None
    )


def _plain(text: str) -> Iterator[Sentence]:
    """One sentence with its tokens taken out."""
    tokens = read_tokens([m[0] for m in _MARKS.finditer(text)])
    words = _BULLET.sub("", _MARKS.sub("", text).strip()).strip().strip('"')
    if words.strip("。！？!?；;，, \n`"):
        yield Sentence(words, tokens)


__all__ = ["TOKEN", "DraftReader", "Sentence"]
