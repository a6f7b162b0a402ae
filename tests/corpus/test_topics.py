"""Topics: told by their words, most words first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import topics
from corpus.errors import KnowledgeError
from corpus.topics import topics_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("房子漏了谁来鉴定危房", "住房"),
        ("奶奶的养老金停了", "养老"),
        ("村里喝水一股味", "饮水"),
        ("贷款到期想展期", "信贷"),
        ("驻村第一书记任期", "驻村"),
    ],
)
def test_the_topic_with_most_words_comes_first(text: str, topic: str) -> None:
    assert topics_of(text)[0] == topic


def test_a_text_of_none_of_them_has_none() -> None:
    assert topics_of("明早几点日出") == ()


@given(st.text(max_size=80))
def test_topics_are_known_and_each_is_named_once(text: str) -> None:
    found = topics_of(text)
    assert len(found) == len(set(found))
    assert set(found) <= {topic for told in topics._words().values() for _, topic in told}


def test_a_malformed_table_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "read_yaml", lambda name: {"topics": ["医疗"]})
    topics._words.cache_clear()
    with pytest.raises(KnowledgeError, match="topics.yaml"):
        topics._words()
    topics._words.cache_clear()
