"""What a paragraph holds besides its number: topic phrase (主题词), topics inside an item, points (一是 … 二是 …)."""

from __future__ import annotations

import re
from functools import cache

from ingest.headings import chinese
from ingest.wordlists import wordlist

LONGEST_PHRASE = 24
_PHRASE_END = re.compile(r"[。：:]")
_SENTENCE = re.compile(r"[^。]*。")
_POINT = re.compile(r"(?:^|(?<=[。；;：:，,]))\s*([一二三四五六七八九十]{1,2})是(?=[^否非])")
_PAIRS = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"), ("〔", "〕"))
_LOOSE_LENGTH = 12


@cache
def _aim() -> re.Pattern[str]:
    words = wordlist("outline")
    adverbs, verbs, heads = ("|".join(map(re.escape, words[k])) for k in ("adverbs", "verbs", "heads"))
    return re.compile(rf"(?:{adverbs}){{0,3}}(?P<verb>{verbs})[^，、；,;：:“”\"\d（）()]{{1,18}}?(?P<head>{heads})$")


@cache
def _loose_aim() -> re.Pattern[str]:
    words = wordlist("outline")
    adverbs, verbs = ("|".join(map(re.escape, words[k])) for k in ("adverbs", "loose_verbs"))
    return re.compile(rf"(?:{adverbs}){{1,3}}(?:{verbs})[^，、；,;：:“”\"\d（）()]{{2,8}}$")


def topic_phrase(text: str) -> str | None:
    """The phrase that opens a paragraph: up to the first 。or ：, at most 24 characters, text following; else None."""
    found = _PHRASE_END.search(text, 0, LONGEST_PHRASE + 1)
    if found is None or not found.start() >= 2 or not text[found.end() :].strip():
        return None
    phrase = text[: found.start()]
    if any(phrase.count(left) != phrase.count(right) for left, right in _PAIRS) or _POINT.match(phrase):
        return None
    if found[0] == ":" and phrase[-1].isdigit() and text[found.end()].isdigit():  # a time of day
        return None
    return phrase


def split_points(text: str) -> list[tuple[str, int]]:
    """Where 一是, 二是 … begin: (label, start) each, in order. Empty unless they count from 一是 to at least 二是."""
    points: list[tuple[str, int]] = []
    for found in _POINT.finditer(text):
        if found[1] == chinese(len(points) + 1):
            points.append((f"{found[1]}是", found.start(1)))
    return points if len(points) > 1 else []


def point_label(text: str) -> str | None:
    """The label (三是) of a paragraph that opens as one point of a list, else None."""
    found = _POINT.match(text)
    return f"{found[1]}是" if found else None


def inner_topics(text: str) -> list[tuple[str, int]]:
    """Topics inside a numbered item: (phrase, start of its sentence) each.

    A topic is a short sentence of aim (健全…机制) with text after it; one alone is an action, no topic. Where two
    stand, an aim without an abstract head (持续做强…) counts as well.
    """
    end = len(text.rstrip(" （("))
    sentences = [(found.start(), found[0][:-1]) for found in _SENTENCE.finditer(text)]
    inner = [(start, s.strip()) for start, s in sentences[1:] if len(s) <= LONGEST_PHRASE and start + len(s) + 1 < end]
    strict = {start for start, s in inner if _aim().match(s)}
    if len(strict) < 2:
        return []
    return [(s, start) for start, s in inner if start in strict or (len(s) <= _LOOSE_LENGTH and _loose_aim().match(s))]


def parallel_topics(text: str, phrase: str) -> list[tuple[str, int]]:
    """Topics in a topic paragraph that repeat the build of its opening phrase: same verb, same head (强化…支持)."""
    opening = _aim().match(phrase)
    if opening is None:
        return []
    out = []
    end = len(text.rstrip())
    for found in list(_SENTENCE.finditer(text))[1:]:
        sentence = found[0][:-1].strip()
        other = _aim().match(sentence) if len(sentence) <= LONGEST_PHRASE else None
        same = other is not None and other["verb"] == opening["verb"] and other["head"] == opening["head"]
        if same and abs(len(sentence) - len(phrase)) <= 4 and found.end() < end:
            out.append((sentence, found.start()))
    return out


def pieces(named: list[tuple[str, int]], text: str) -> list[tuple[str, str]]:
    """The stretches of a text that begin at named starts: (name, words) each, the last to the end."""
    ends = [start for _, start in named[1:]] + [len(text)]
    return [(name, text[start:end].strip()) for (name, start), end in zip(named, ends, strict=False)]
