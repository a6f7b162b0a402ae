"""The words that are tokens by themselves (词汇): people, illnesses, stages of school, set phrases; data/reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from triage.reading.amounts import find_amounts
from triage.reading.dates import find_dates, find_lengths
from triage.reading.tokens import Token, Tokens, settle
from triage.reading.words import cue, read_data


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of person (关系): its key in the family, the word we use, its sort and sex; group: keys of a pair."""

    key: str
    say: str
    sort: str
    sex: str = ""
    group: tuple[str, ...] = ()


Words = dict[str, list[tuple[str, Token]]]


@cache
def relations() -> dict[str, Relation]:
    """Relation by word (people.yaml)."""
    found: dict[str, Relation] = {}
    for entry in read_data("people.yaml")["relations"]:
        one = Relation(
            entry["key"], entry.get("say", ""), entry["sort"], entry.get("sex", ""), tuple(entry.get("group", ()))
        )
        found |= dict.fromkeys(entry["words"], one)
    return found


@cache
def relation_of_key(key: str) -> Relation | None:
    """The first relation listed with this key."""
    return next((one for one in relations().values() if one.key == key), None)


@cache
def kin_of(word: str) -> str | None:
    """The sort of kin that a relation word means (大孙女: 孙辈); None for a word that is none."""
    known = relations().get(word) or next((one for one in relations().values() if one.say == word), None)
    return known.sort if known is not None else None


@cache
def _dictionary() -> dict[str, list[tuple[str, str, Any]]]:
    """Words by first character, the longest first: (word, sign, value)."""
    lexicon, people = read_data("lexicon.yaml"), read_data("people.yaml")
    rows: list[tuple[str, str, Any]] = [(word, "", None) for word in lexicon["plain"]]
    # Officials and employers are no members; their words stay readable for patterns.
    rows += [(word, "" if one.sort == "公家" else "人", one) for word, one in relations().items()]
    rows += [(word, "家", None) for word in people["home"]]
    for sign, part in (("病", "severe"), ("慢", "chronic"), ("学", "stages")):
        rows += [(word, sign, said) for said, words in lexicon[part].items() for word in words]
    table: dict[str, list[tuple[str, str, Any]]] = {}
    for row in sorted(rows, key=lambda row: -len(row[0])):
        table.setdefault(row[0][0], []).append(row)
    return table


# 在家里, 住屋里 tell where somebody is, not whose affairs are told.
_ROOMS = ("家里", "屋里", "屋头", "家中", "屋里头", "家里面", "家里边")
_AT = tuple("在回到进出离住")
_NUMERALS = tuple("一二两三四五六七八九十百千几")
_BREAKS = ",。;!?:、\n(还有个一"


def _words(text: str) -> Iterator[Token]:
    table = _dictionary()
    place, length = 0, len(text)
    while place < length:
        for word, sign, value in table.get(text[place], ()):
            if text.startswith(word, place):
                if sign == "人" and not _is_person(text, place, word):
                    continue
                if word[0] in "百千万" and text[place - 1 : place] in _NUMERALS:
                    continue  # 两万一 is a sum
                if sign == "家" and word in _ROOMS and text[place - 1 : place] in _AT:
                    break
                yield Token(sign, place, place + len(word), value)
                place += len(word) - 1
                break
        place += 1


# Characters that must not stand before or behind a word for it to be a person.
_NOT_BEFORE = {"仔": "猪牛羊下", "崽": "猪牛羊下", "他": "其吉", "学生": "大中小", "兄弟": "三两几四五个们"}
_NOT_BEFORE |= dict.fromkeys(("叔", "姐", "哥", "弟", "妹", "娘", "爹", "妈", "爸"), "子的新")
_NOT_BEFORE["弟"] += "兄"
_NOT_BEHIND = {"我儿": "媳子女童", "仔": "细猪牛", "崽": "猪牛"} | dict.fromkeys(
    ("叔", "姐", "哥", "弟", "妹", "娘", "爹", "妈", "爸"), "们"
)


def _is_person(text: str, place: int, word: str) -> bool:
    """大的, 小的 and one-character words are people only where their neighbours allow it."""
    before, after = text[place - 1 : place], text[place + len(word) : place + len(word) + 1]
    if word in ("大的", "小的", "细的"):
        return (
            not before
            or before in _BREAKS
            or re.search(r"[\d级中学高初专岁园科一二三四五六七八九十]$", before) is not None
        )
    before_not, behind_not = set(_NOT_BEFORE.get(word, "")), set(_NOT_BEHIND.get(word, ""))
    return before not in before_not and after not in behind_not


def _shaped(text: str) -> Iterator[Token]:
    """Illnesses told by their shape: 胆管癌, 肺纤维化."""
    for match in cue("illness").finditer(text):
        yield Token("病", match.start(), match.end(), match[0])


def is_note(text: str) -> bool:
    """Whether a text is a cadre's note: nobody says I."""
    return not any(word in text for word in ("我", "俺", "咱"))


@cache
def _brief(word: str) -> Relation:
    """The relation of a short word of notes: 妻, 子, 男."""
    key, say = read_data("people.yaml")["brief"][word]
    known = relation_of_key(key)
    return Relation(key, say, known.sort if known else "", known.sex if known else "")


def _brief_words(text: str) -> Iterator[Token]:
    """妻，56 or 男51 in a note; 男 or 女 behind a comma tells the sex of the one before, unless an age follows."""
    found = list(cue("brief").finditer(text))
    pair = {match[1] for match in found} >= {"夫", "妻"}
    for match in found:
        word = "男" if pair and match[1] == "夫" else match[1]  # of a couple in a note the man heads the home
        stands = word not in "男女" or match[0][0] in ";。:" or match.start(1) == 0
        if stands or text[match.end(1) : match.end(1) + 1].isdigit():
            yield Token("人", match.start(1), match.end(1), _brief(word))


def read_tokens(text: str, day: dt.date) -> Tokens:
    """All tokens of a normalised text, `day` being the day of the call. Fixed phrases keep their characters."""
    words = list(_words(text))
    if is_note(text):
        words += [t for t in _brief_words(text) if all(t.end <= w.start or w.end <= t.start for w in words)]
    words = [*_shaped(text), *words]
    taken = bytearray(len(text))
    for token in words:
        taken[token.start : token.end] = b"\1" * (token.end - token.start)
    found = words
    for more in (find_dates(text, day), find_lengths(text)):
        fresh = []
        for token in more:
            if not any(taken[token.start : token.end]):
                taken[token.start : token.end] = b"\1" * (token.end - token.start)
                fresh.append(token)
        found = found + fresh
    found += list(find_amounts(text, taken))
    return settle(text, [token for token in found if token.sign])
