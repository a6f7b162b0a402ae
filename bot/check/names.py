"""Names: offices, places, documents, articles and people of a sentence must be those of its clauses."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.fault import Fault
from bot.check.ground import Ground
from bot.check.words import pattern
from corpus.departments import Departments
from corpus.numerals import parse_number
from corpus.regions import Regions
from corpus.zhtext import fold
from triage.person_names import find_names

_RANKS = "省市县区州"


def name_faults(sentence: str, ground: Ground) -> Iterator[Fault]:
    """Names that the ground does not hold. An office may go by any name of its family, under the same rank."""
    yield from _offices(sentence, ground)
    yield from _places(sentence, ground)
    yield from _papers(sentence, ground)
    for start, end in find_names(sentence):
        if sentence[start:end] not in ground.whole:
            yield Fault("person", sentence[start:end])


def _offices(sentence: str, ground: Ground) -> Iterator[Fault]:
    register = Departments.load()
    held = {(m.family, _rank(ground.whole, m.span.start)) for m in register.spot(ground.whole)}
    held |= {(duty.family, duty.name[:1]) for clause in ground.clauses for duty in clause.duties if duty.family}
    families = {family for family, _ in held}
    for mention in register.spot(sentence):
        if fold(mention.name) in ground.whole:
            continue
        rank = _rank(sentence, mention.span.start)
        if mention.family not in families or (rank and (mention.family, rank) not in held):
            yield Fault("office", mention.name)


def _rank(text: str, start: int) -> str:
    before = text[max(0, start - 1) : start]
    return before if before and before in _RANKS else ""


def _places(sentence: str, ground: Ground) -> Iterator[Fault]:
    held = {spot.name for spot in Regions.load().spot(ground.whole)}
    for spot in Regions.load().spot(sentence):
        short = spot.name.rstrip("省市县区")
        if spot.name not in held and short not in ground.around and short not in ground.text:
            yield Fault("place", spot.name)


def _papers(sentence: str, ground: Ground) -> Iterator[Fault]:
    for title in pattern("title").findall(sentence):
        if title not in ground.whole:
            yield Fault("document", title)
    held = {_number(word) for word in pattern("article").findall(ground.whole)}
    for word in pattern("article").findall(sentence):
        if _number(word) not in held:
            yield Fault("document", word)
    for word in pattern("number").findall(sentence):
        if word not in ground.whole:
            yield Fault("document", word)


def _number(word: str) -> tuple[float | None, str]:
    return parse_number(word[1:-1]), word[-1]
