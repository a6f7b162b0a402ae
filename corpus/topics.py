"""What a text of this field speaks of (主题): the topics of topics.yaml, told by their words."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml
from corpus.zhtext import fold


@cache
def _words() -> dict[str, list[tuple[str, str]]]:
    """Words and the topics they tell, by the first two characters. Raises KnowledgeError for a malformed table."""
    told: dict[str, list[tuple[str, str]]] = {}
    try:
        for topic, words in read_yaml("topics.yaml")["topics"].items():
            for word in map(fold, words):
                told.setdefault(word[:2], []).append((word, topic))
    except (AttributeError, KeyError, TypeError) as error:
        raise KnowledgeError(f"主题表 topics.yaml 写法有误（{error}），请改好再用。") from error
    return told


@lru_cache(maxsize=8192)
def topics_of(text: str) -> tuple[str, ...]:
    """The topics that the folded `text` speaks of, those with most words first; () when it speaks of none.

    Raises KnowledgeError when the shipped topics are malformed.
    """
    told = _words()
    met = Counter(
        topic for i in range(len(text) - 1) for word, topic in told.get(text[i : i + 2], ()) if text.startswith(word, i)
    )
    return tuple(topic for topic, _ in met.most_common())
