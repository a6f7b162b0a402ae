"""What no clause could bear out: links, personal data, tokens, advice of its own, talk about itself, its own prompt."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.fault import Fault
from bot.check.ground import Ground
from bot.check.words import pattern
from corpus.zhtext import fold
from triage.privacy import Kind, find_personal_data

_ECHO = 10  # characters in a row of the prompt that make an echo


def outside_faults(sentence: str, ground: Ground, prompt: str) -> Iterator[Fault]:
    """sentence: folded; prompt: the folded instructions that were sent, "" for none."""
    for name in ("links", "tokens", "machine", "advice"):
        for match in pattern(name).finditer(sentence):
            if match[0] not in ground.text:
                yield Fault(name, match[0])
    for finding in find_personal_data(sentence):
        words = sentence[finding.start : finding.end]
        homely = finding.kind in (Kind.ADDRESS, Kind.BED, Kind.NAME) and not any(c.isdigit() for c in words)
        if words not in ground.whole and not homely:
            yield Fault("personal", finding.kind.value)
    yield from _echoes(sentence, ground, fold(prompt))


def _echoes(sentence: str, ground: Ground, prompt: str) -> Iterator[Fault]:
    for start in range(len(sentence) - _ECHO + 1):
        words = sentence[start : start + _ECHO]
        if words in prompt and words not in ground.whole:
            yield Fault("echo", words)
            return
