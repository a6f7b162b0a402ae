"""Lay words to official terms: senses kept apart, spans exact, data well formed."""

from __future__ import annotations

import pytest

from corpus import lexicon, shipped
from corpus.errors import KnowledgeError
from corpus.lexicon import Lexicon, domain_words


@pytest.fixture
def words() -> Lexicon:
    return Lexicon.load()


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("想办个低保", "最低生活保障"),
        ("我家是五保户", "特困人员"),
        ("以前的贫困户", "脱贫户"),
        ("看病花光了钱", "因病致贫重病患者"),
        ("娃不上学了", "控辍保学"),
        ("房子被水冲了", "受灾人员救助"),
        ("老板不给工钱", "劳动监察"),
        ("村里扫地的岗", "公益性岗位"),
        ("光伏的钱两年没发", "光伏电站收益"),
        ("農村裡的合作醫療", "城乡居民基本医疗保险"),
    ],
)
def test_lay_words_lead_to_terms(words: Lexicon, said: str, term: str) -> None:
    assert term in [t for saying in words.find(said) for t in saying.terms]


def test_two_senses_stay_apart(words: Lexicon) -> None:
    (saying,) = words.find("我是边 缘户")
    assert saying.span.of("我是边 缘户") == "边 缘户"
    assert {entry.sense for entry in saying.entries} == {"监测", "低保边缘"}
    assert all("先问" in entry.note for entry in saying.entries)


def test_longest_words_win_and_do_not_overlap(words: Lexicon) -> None:
    found = words.find("五保老人住敬老院")
    assert [s.words for s in found] == ["五保老人", "住敬老院"]
    assert words.find("没有土话的句子") == []


def test_a_gapped_entry_joins_what_stands_close(words: Lexicon) -> None:
    (saying,) = words.find("房子今年又漏了")
    assert saying.words == "房子今年又漏" and "危房改造" in saying.terms
    assert "危房改造" not in [term for found in words.find("房子是去年盖的，水管也漏") for term in found.terms]


def test_the_lexicon_is_large_and_without_double_entries(words: Lexicon) -> None:
    assert len(words.entries) >= 400
    pairs = [(said, entry.sense) for entry in words.entries for said in entry.said]
    assert len(pairs) == len(set(pairs))
    assert all(set(entry.terms) - set(entry.said) or len(entry.said) > 1 for entry in words.entries)


def test_domain_words() -> None:
    listed = domain_words()
    assert {"防返贫", "明白卡", "牵头单位", "三重保障"} <= set(listed)
    assert all(2 <= len(word) <= 12 and word == word.strip() for word in listed)


def test_a_malformed_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "read_text", lambda name: "好\t坏\n")
    with pytest.raises(KnowledgeError, match="第1行应有4列"):
        shipped.read_rows("lexicon.tsv", 4)
    monkeypatch.setattr(lexicon, "read_rows", lambda name, columns: [("说", "", "义", "")])
    Lexicon.load.cache_clear()
    with pytest.raises(KnowledgeError, match="“说”"):
        Lexicon.load()
    Lexicon.load.cache_clear()
