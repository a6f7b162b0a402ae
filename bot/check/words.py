"""The word lists of the check (data/*.yaml), read once, and the longest words of a list found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from corpus.errors import KnowledgeError
from corpus.lexicon import Lexicon
from corpus.shipped import read_yaml
from corpus.zhtext import fold
from retrieval.tokenizer import Tokenizer

_PACKAGE = "bot.check.data"
_FIRST_SIGN = 0xE000  # the first character for private use


@cache
def _data(name: str) -> dict[str, Any]:
    return read_yaml(name, _PACKAGE)


@cache
def light() -> re.Pattern[str]:
    """Words that add nothing to what a clause says, longest first."""
    return longest(_data("vocabulary.yaml")["light"].split())


@cache
def groups() -> tuple[frozenset[str], ...]:
    """Words that stand for each other."""
    told = (frozenset(fold(word) for word in line.split()) for line in _data("vocabulary.yaml")["same"])
    return tuple(group for group in told if len(group) > 1)


@cache
def lay() -> dict[str, tuple[str, ...]]:
    """Everyday words with the official terms for which they may stand (corpus lexicon), never the other way round."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in Lexicon.load().entries:
        for word in entry.said:
            if "~" not in word:
                found[fold(word)] = (*found.get(fold(word), ()), *map(fold, entry.terms[:2]))
    return found


@cache
def word_classes() -> dict[str, str]:
    """Dictionary words of two characters that are verbs (v), and words of any length that only link or point (x)."""
    import jieba

    linking = ("c", "p", "u", "r", "y", "e")
    with jieba.dt.get_dict_file() as dictionary:
        rows = (line.decode("utf-8").split() for line in dictionary)
        return {
            word: "v" if tag.startswith("v") else "x"
            for word, _, tag in rows
            if (tag.startswith("v") and len(word) == 2) or tag.startswith(linking)
        }


@cache
def groups_of() -> dict[str, tuple[int, ...]]:
    """Each such word with the numbers of its groups."""
    found: dict[str, list[int]] = {}
    for number, group in enumerate(groups()):
        for word in group:
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


@cache
def same() -> re.Pattern[str]:
    """Any word of a group and any everyday word, longest first."""
    return longest((*groups_of(), *lay()))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of data/patterns.yaml. Raises KnowledgeError when there is none of that name."""
    try:
        return re.compile(_data("patterns.yaml")[name])
    except (KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"随带资料 bot/check/data/patterns.yaml 的 {name} 有误，请重新安装明白人。") from error


@cache
def lists(name: str) -> tuple[str, ...]:
    """The lines of a list of data/patterns.yaml. Raises KnowledgeError when there is none of that name."""
    found = _data("patterns.yaml").get(name)
    if not isinstance(found, list):
        raise KnowledgeError(f"随带资料 bot/check/data/patterns.yaml 缺 {name}，请重新安装明白人。")
    return tuple(map(str, found))


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer()


@lru_cache(maxsize=16384)
def cut(text: str) -> tuple[tuple[int, str], ...]:
    """The words of a folded text with their places; signs stand alone."""
    found: list[tuple[int, str]] = []
    for run in re.finditer(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]", text):
        place = run.start()
        for word in _tokenizer().all_words(run[0]) if "\u4e00" <= run[0][0] <= "\u9fff" else [run[0]]:
            found.append((place, word))
            place += len(word)
    return tuple(found)


def is_word(text: str) -> bool:
    """Is this a word of the dictionary?"""
    return len(_tokenizer().all_words(text)) == 1


@lru_cache(maxsize=16384)
def light_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where light words stand; a single character only where it is a word."""
    single = {place for place, word in cut(text) if len(word) == 1}
    found: list[tuple[int, int]] = []
    for start in range(len(text)):
        match = light().match(text, start)
        if match and (len(match[0]) > 1 or start in single):
            found.append(match.span())
    return tuple(found)


def without_light(text: str, mark: str = " ") -> str:
    """The text with its light words blanked, but for those of two characters or more that belong to a group."""
    out, done = list(text), 0
    for start, end in light_spans(text):
        if start >= done and not (end - start > 1 and text[start:end] in groups_of()):
            out[start:end] = mark * (end - start)
            done = end
    return "".join(out)


@lru_cache(maxsize=16384)
def signed(text: str) -> str:
    """The text with each word of a group put as one sign for the group; a single character only where it is a word."""
    out = same_long().sub(lambda m: f" {sign_of(m[0])} ", text)
    return "".join(sign_of(word) if len(word) == 1 and word in groups_of() else word for _, word in cut(out))


def sign_of(word: str) -> str:
    """The sign that stands for the first group of a word (private use area)."""
    return chr(_FIRST_SIGN + groups_of()[word][0])


@cache
def same_long() -> re.Pattern[str]:
    """Any word of a group of two characters or more, longest first."""
    return longest(word for word in groups_of() if len(word) > 1)


def longest(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of these words that prefers the longer ones."""
    return re.compile("|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))))
