"""Papers named in a question by less than their titles."""

import pytest

from corpus.model import Document
from retrieval.names import DocumentNames


def papers(*titles: str) -> DocumentNames:
    return DocumentNames([Document(f"{title}@2026", title, "x.txt", title[-1:], region="全国") for title in titles])


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("反家暴法第二十三条怎么说", "中华人民共和国反家庭暴力法"),
        ("按反家暴法该找谁", "中华人民共和国反家庭暴力法"),
        ("未成人保护法里怎么写", "中华人民共和国未成年人保护法"),
    ],
)
def test_a_statute_named_with_characters_left_out(question: str, title: str) -> None:
    names = papers("中华人民共和国反家庭暴力法", "中华人民共和国未成年人保护法", "中华人民共和国劳动合同法")
    assert names.find(question, None) == (f"{title}@2026",)


@pytest.mark.parametrize("question", ["劳动法怎么规定", "有什么办法", "保护法怎么说", "没法办了怎么办"])
def test_a_name_that_may_be_another_act_or_none_is_left_alone(question: str) -> None:
    assert papers("中华人民共和国未成年人保护法", "中华人民共和国劳动合同法").find(question, None) == ()
