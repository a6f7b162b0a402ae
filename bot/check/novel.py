"""Words of a sentence that stand in no cited clause: neither they nor a word of the same meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.check.fault import Fault
from bot.check.ground import Ground
from bot.check.words import cut, groups, groups_of, is_word, lay, light, pattern, same, word_classes
from corpus.figures import find_figures

_SIGNS = re.compile(r"[\s,.;:、。!?()\[\]<>《》\"'“”‘’·~%/+-]")
_LOOSE = 2  # signs of that kind in a sentence
_NEAR = 8  # characters within which the signs of a shortened word stand (月均: 月平均工资)


def novel_words(sentence: str, ground: Ground) -> list[Fault]:
    """The stretches of a folded sentence that the ground does not hold. Figures are left to the check of figures."""
    return [Fault("word", run) for run in uncovered(sentence, ground.whole)]


def uncovered(sentence: str, text: str, most_loose: int = _LOOSE) -> Iterator[str]:
    """The same for any text that may be said; most_loose: signs let pass as part of a longer word."""
    known = bytearray(len(sentence))
    _mark(known, *_free(sentence))
    _mark(known, *_held(sentence, text))
    _mark(known, *_alike(sentence, text))
    _mark(known, *_kindred(sentence, text))
    loose = 0
    for match in re.finditer(b"\0+", bytes(known)):
        start, end = match.span()
        run = sentence[start:end]
        if _stands_apart(run, text, start, sentence, most_loose) or _is_shortened(sentence, start, end, text):
            continue
        if _is_loose(run, start, sentence, text) and loose < most_loose:
            loose += 1
            continue
        yield run
    for stretch in pattern("since").finditer(sentence):
        if stretch[1] not in text:
            yield stretch[0]
    for stretch in pattern("literal").finditer(sentence):
        if stretch[0] not in text:
            yield stretch[0]


@lru_cache(maxsize=4096)
def _free(sentence: str) -> tuple[tuple[int, int], ...]:
    """What needs no ground here: figures (they have a check of their own), signs, light words."""
    spans = [(f.span.start, f.span.end) for f in find_figures(sentence)]
    for shape in (pattern("every"), _SIGNS):
        spans += [match.span() for match in shape.finditer(sentence)]
    starts = {place for place, _ in cut(sentence)}
    for match in _words(light(), sentence):
        # 以下 in 可以下门 is no word.
        if len(match[0]) == 1 or match.start() in starts:
            spans.append(match.span())
    return tuple(spans)


def _held(sentence: str, text: str) -> Iterator[tuple[int, int]]:
    """Words of the sentence whose pairs of characters stand in the text; a single one with the one beside it."""
    words = cut(sentence)
    for place, word in words:
        if len(word) > 1:
            yield from ((place + i, place + i + 2) for i in range(len(word) - 1) if word[i : i + 2] in text)
            continue
        for start in (place - 1, place):
            if start >= 0 and len(sentence[start : start + 2]) == 2 and sentence[start : start + 2] in text:
                yield place, place + 1


@lru_cache(maxsize=4096)
def _known_words(sentence: str) -> tuple[tuple[int, str], ...]:
    single = {place for place, word in cut(sentence) if len(word) == 1}
    found = ((match.start(), match[0]) for match in _words(same(), sentence))
    return tuple((start, word) for start, word in found if len(word) > 1 or start in single)


def _mark(known: bytearray, *spans: tuple[int, int]) -> None:
    for start, end in spans:
        known[start:end] = b"\1" * (end - start)


def _words(shape: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    """Matches at every place, so that a longer word does not hide the one that begins inside it."""
    for start in range(len(sentence)):
        match = shape.match(sentence, start)
        if match:
            yield match


def _alike(sentence: str, text: str) -> Iterator[tuple[int, int]]:
    """Stretches for which the text holds another word of the same group."""
    for start, found in _known_words(sentence):
        for length in range(len(found), 0, -1):
            word = found[:length]
            if length == 1 and len(found) > 1:
                break
            alike = (other for number in groups_of().get(word, ()) for other in groups()[number])
            if any(other in text for other in (*alike, *lay().get(word, ()))):
                yield start, start + length
                break


def _kindred(sentence: str, text: str) -> Iterator[tuple[int, int]]:
    """Words that only link or point, and verbs that share a character with a verb of the text (清偿, 偿还), where the
    other character turns nothing round (入学, 退学)."""
    classes = word_classes()
    verbs = {word for _, word in cut(text) if classes.get(word) == "v"}
    for place, word in cut(sentence):
        sort = classes.get(word) if pattern("wide").search(word) is None else None
        if (sort == "x" and len(word) > 1 and not pattern("risky").search(word)) or (
            sort == "v" and any(_kin(word, verb) for verb in verbs)
        ):
            yield place, place + len(word)


@lru_cache(maxsize=16384)
def _kin(word: str, verb: str) -> bool:
    shared = set(word) & set(verb)
    return bool(shared) and not any(pattern("turning").match(sign) for sign in {*word, *verb} - shared)


def _stands_apart(run: str, text: str, start: int, sentence: str, most_loose: int) -> bool:
    """A single sign that the text holds and that changes nothing: 月 of 按月 beside 月. Strictly, only a whole word."""
    if len(run) != 1 or pattern("risky").match(run):
        return False
    if not most_loose and (start, run) in cut(sentence):
        return True
    if run not in text:
        return False
    return start > 0 and most_loose > 0


def _is_loose(run: str, start: int, sentence: str, text: str) -> bool:
    """A single sign that makes a longer word of one that the text holds (患 of 患病), and changes nothing by itself."""
    if len(run) != 1 or not "\u4e00" <= run <= "\u9fff" or pattern("risky").match(run):
        return False
    pairs = (sentence[start - 1 : start + 1] if start else "", sentence[start : start + 2])
    return any(len(pair) == 2 and pair.replace(run, "") in text and is_word(pair) for pair in pairs)


def _is_shortened(sentence: str, start: int, end: int, text: str) -> bool:
    """Is the stretch part of a word that the text writes longer or shorter (社保: 社会保险; 月均: 月平均)?"""
    for left in (start - 2, start - 1, start):
        for right in (end, end + 1, end + 2):
            word = sentence[max(0, left) : right]
            if 2 <= len(word) <= 4 and _SIGNS.search(word) is None and _spread(word, text):
                return True
    return False


def _spread(word: str, text: str) -> bool:
    """Do the signs of `word` begin, in order, the two-sign parts of one stretch of `text`?"""
    inner = "[一-龥]?".join(re.escape(sign) for sign in word)
    for found in re.finditer(inner, text):
        if found.end() - found.start() <= _NEAR and _begins_word(text, found.start()):
            return True
    return False


def _begins_word(text: str, place: int) -> bool:
    """Does a word begin here, and not inside another (当|书面 in 应当书面)?"""
    return not any(text[place - 1 : place + 1] == word for word in _WORDS) if place else True


_WORDS = frozenset(["应当", "可以", "必须", "不得", "给予", "有权", "优先", "自收", "符合", "按照", "根据", "由于"])
