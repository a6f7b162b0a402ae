"""Names of people in running text (姓名): behind words that announce one, with 某, a title, 老 or 小; then everywhere.

A name once found is found wherever it stands, its given part too where it stands alone. Words are in data/privacy.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus.errors import KnowledgeError
from corpus.regions import Regions

_HAN = "[\u4e00-\u9fff]"
_OFFICE = re.compile(f"联系人[:：]?{_HAN}{{2,24}}(?:局|科|室|办|股|处|委|中心)(?:[（(][^）)]{{1,12}}[）)])?")
_NICKED = re.compile(f"[小阿]{_HAN}")
_NOT_NICKED = set("学时的孩便心得气子伙康姑娘宝朋家生车路麦米队区产卖儿伯舅叔姨婶们爸妈公婆爷奶弟妹哥姐")
_LINK = re.compile("是|叫|名叫|为|[:：]")
_STOP = re.compile(r"[，,。；;：:、（(\s！!？?]|$")


@cache
def _words() -> dict[str, Any]:
    try:
        text = resources.files("triage").joinpath("data", "privacy.yaml").read_text("utf-8")
        words = yaml.safe_load(text)
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"随带资料 triage/data/privacy.yaml 读不出（{error}），请重新安装明白人。") from error
    return dict(words)


@cache
def surnames() -> frozenset[str]:
    """One-character surnames (data/surnames.txt and more of them in privacy.yaml)."""
    listed = resources.files("triage").joinpath("data/surnames.txt").read_text("utf-8").strip()
    return frozenset(listed) | frozenset(_words()["more"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_words()[name]})")


@cache
def _family() -> str:
    return f"(?:{'|'.join(_words()['compound'])}|[{''.join(sorted(surnames()))}])"


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    family, titles = _family(), _words()["titles"]
    return {
        "full": re.compile(f"({family})({_HAN}{{1,2}})"),
        "some": re.compile(f"{family}某某?"),
        "titled": re.compile(f"{family}(?:{titles})"),
        "nicked": re.compile(f"[老小]([{''.join(sorted(surnames()))}])"),
        "family": re.compile(f"姓({family})"),
    }


@cache
def _regions() -> Regions:
    return Regions.load()


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that are names, in any order, possibly overlapping."""
    found = {*_announced(text), *_some(text), *_titled(text), *_nicked(text)}
    yield from found
    words = {text[start:end] for start, end in found}
    for word in words:
        yield from (match.span() for match in re.finditer(re.escape(word), text))
    for word in words:
        if len(word) == 3 and word[0] in surnames() and "某" not in word and not re.search(_words()["titles"], word):
            yield from _given(text, word[1:])


def _announced(text: str) -> Iterator[tuple[int, int]]:
    for match in _pattern("cues").finditer(text):
        link = _LINK.match(text, match.end())
        start = link.end() if link else match.end()
        yield from _name_at(text, start, strict=False)
        nick = _NICKED.match(text, start)
        if nick and nick[0][1] not in _NOT_NICKED and _pattern("behind").match(text, nick.end()):
            yield nick.span()
    for match in _OFFICE.finditer(text):
        yield from _name_at(text, match.end(), strict=False)
    for match in _pattern("strict_cues").finditer(text):
        yield from _name_at(text, match.end(), strict=True)
    # 我姓裘，裘建业
    for family in {match[1] for match in _shapes()["family"].finditer(text)}:
        for match in re.finditer(family, text):
            yield from _name_at(text, match.start(), strict=True)


def _name_at(text: str, start: int, *, strict: bool) -> Iterator[tuple[int, int]]:
    """The name that begins here, the longer one first. strict: only where a stop follows it."""
    shape = _shapes()["full"].match(text, start)
    if shape is None or any(text.startswith(word, start) for word in _words()["not_names"]):
        return
    strict = strict or text[start] in _words()["weak"]
    behind = _STOP if strict else _pattern("behind")
    for end in (shape.end(1) + 2, shape.end(1) + 1):
        word = text[start:end]
        if (
            re.fullmatch(f"{_HAN}{{{end - start}}}", word)
            and behind.match(text, end)
            and not _is_place(word, text, end)
        ):
            yield start, end
            return


def _is_place(word: str, text: str, end: int) -> bool:
    if text[end : end + 1] in tuple("县市省区镇乡村"):
        return True
    return any(s.span.start == 0 and s.span.end == len(word) for s in _regions().spot(word, None))


def _some(text: str) -> Iterator[tuple[int, int]]:
    """张某, 张某某, 张某英."""
    for match in _shapes()["some"].finditer(text):
        start, end = match.span()
        if text[end : end + 1] in tuple("个些种年月日地村局"):
            continue
        further = re.match(rf"{_HAN}(?=[，,。；;、（(\s]|$)", text[end:])
        yield start, end + (1 if further and end - start == 2 and not re.match("[说讲的家户]", further[0]) else 0)


def _titled(text: str) -> Iterator[tuple[int, int]]:
    """李主任, 王大姐: where a word begins, so that 高校长 or 于是 do not count."""
    for match in _shapes()["titled"].finditer(text):
        polite = match[0].endswith(("女士", "先生")) and text[match.start() - 1 : match.start()] != "的"
        if polite or _pattern("nick_before").search(text[max(0, match.start() - 4) : match.start()]):
            yield match.span()


def _nicked(text: str) -> Iterator[tuple[int, int]]:
    """老余, 小赵."""
    for match in _shapes()["nicked"].finditer(text):
        before = _pattern("nick_before").search(text[max(0, match.start() - 4) : match.start()])
        if before is None or not _pattern("nick_behind").match(text, match.end()):
            continue
        if match[1] not in _words()["not_nicked"] or before[0] in ("隔壁", "邻居", "叫", "镇里的", "村里的", "对门"):
            yield match.span()


def _given(text: str, word: str) -> Iterator[tuple[int, int]]:
    """The given name by itself, where it stands like a name."""
    for match in re.finditer(re.escape(word), text):
        before = text[max(0, match.start() - 4) : match.start()]
        alone = re.search(r"(?:^|[，,。；;、\s]|儿子|女儿|孙子|孙女|老伴|孩子|叫)$", before)
        if alone and (word[0] in "小阿" or _pattern("behind").match(text, match.end())):
            yield match.span()
