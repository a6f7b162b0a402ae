"""Choosing the words that carry the fact: sentences and table rows of the evidence, scored against the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.answers.ask import Ask
from bot.answers.draft import Pick
from bot.answers.rows import read_row, say_row
from bot.answers.traits import Place, traits_of, weigh
from corpus.indicators import natural_unit
from corpus.model import Clause, Span
from corpus.zhtext import fold
from retrieval.evidence import sentences
from retrieval.model import Evidence, Query, Term
from retrieval.rank import share
from triage.privacy import Kind, find_personal_data

DEPTH = 6  # evidence units looked into
LONGEST = 160  # characters of a quoted sentence, as a rule
LONGEST_LIST = 230  # characters of a quoted list
_DUTY_LINE = re.compile(r"^[（(]?\s*(?:牵头|责任|配合|主管|协办)(?:单位|部门)")
_CALL = re.compile("联系人|联系电话|咨询电话")  # a line that says whom to call
_CONTACT = re.compile("联系人|姓名|负责人[:：]|经办人|电话|邮箱")
_OF_PERSONS = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.ACCOUNT, Kind.BANK_CARD})
_TOPIC_ONLY = 26
_KNOWN = 0.7  # what a word loses that its surroundings already say
_CUTS = re.compile(r"[，,；;：:](?![^（(]*[）)])")


def around(evidence: Evidence, clause: Clause) -> str:
    """The folded surroundings of a clause: title and place of its document, its headings, its unit's
    and its own opening words, its address."""
    opening = [re.split(r"[。：:]", text, maxsplit=1)[0][:40] for text in (evidence.unit.text, clause.text)]
    document = evidence.document
    return fold("\n".join([document.title, document.region or "", *clause.heading, *opening, clause.address]))


@lru_cache(maxsize=8192)  # the same clauses are looked into again and again
def names_person(words: str) -> bool:
    """Do the words hold somebody's number, or a name where persons to contact are named? Elsewhere what looks like a
    name in a paper is none (安置点, 安排…), nor are places and plates any person's."""
    kinds = {finding.kind for finding in find_personal_data(words)}
    return bool(kinds & _OF_PERSONS) or (Kind.NAME in kinds and bool(_CONTACT.search(words)))


def is_duty_line(words: str) -> bool:
    """A line that only names offices: （牵头单位：…）."""
    return bool(_DUTY_LINE.match(words))


def sentence_picks(ask: Ask, evidence: Sequence[Evidence] | None = None, depth: int = DEPTH) -> list[Pick]:
    """Sentences and rows of the first `depth` units of `evidence` (by default of what the question may be answered
    from), best first. Left out: duty lines, bare topic phrases, lines to call, personal data.
    """
    if evidence is not None:
        return _sorted(ask, evidence, depth)
    if depth not in ask.kept:  # asked for again by each part that writes or refuses
        ask.kept[depth] = _sorted(ask, None, depth)
    return list(ask.kept[depth])


def _sorted(ask: Ask, evidence: Sequence[Evidence] | None, depth: int) -> list[Pick]:
    return sorted((pick for pick, _ in with_traits(ask, evidence, depth)), key=lambda pick: -pick.score)


def with_traits(
    ask: Ask, evidence: Sequence[Evidence] | None = None, depth: int = DEPTH
) -> Iterator[tuple[Pick, dict[str, float]]]:
    """The sentences of `sentence_picks` in reading order, each with the traits behind its score."""
    units = (ask.grounds if evidence is None else evidence)[:depth]
    top = max((item.score for item in units), default=0.0) or 1.0
    found = [(rank, item, *row) for rank, item in enumerate(units) for row in _sentences(item)]
    near = ask.searcher.likeness(ask.query, [fold(plain(words)) for *_, words in found])
    places: dict[tuple[int, str], Place] = {}
    for (rank, item, clause, span, words), meaning in zip(found, near, strict=True):
        place = places.get((rank, clause.address))
        if place is None:
            place = Place(around(item, clause), rank, item.score / top, clause.address)
            places[(rank, clause.address)] = place
        traits = {**traits_of(ask, words, place), "meaning": max(0.0, meaning)}
        yield Pick(item, clause, span, weigh(traits)), traits


def _sentences(item: Evidence) -> Iterator[tuple[Clause, Span, str]]:
    for clause, _ in item.unit.parts:
        if clause.row is not None:
            yield clause, Span(0, len(clause.text)), clause.text
            continue
        spans = list(sentences(clause.text))
        for position, span in enumerate(spans):
            span = with_items(clause.text, spans, position)
            words = span.of(clause.text)
            bare = position == 0 and len(spans) > 1 and _is_topic_only(clause, words)
            if not bare and not is_duty_line(words) and not _CALL.search(words) and not names_person(words):
                yield clause, span, words


def _is_topic_only(clause: Clause, words: str) -> bool:
    """Is the first sentence of a clause its title: the topic phrase of its address, or the short line of an item?"""
    said, last = fold(plain(words)), fold(clause.address.rpartition("/")[2])
    if said == last.partition("#")[0]:
        return True
    return len(words) <= _TOPIC_ONLY and bool(_NUMBER.match(words)) and not re.search("[，,、]", plain(words))


def with_items(text: str, spans: Sequence[Span], position: int) -> Span:
    """A sentence that announces a list (…下列程序办理：) with the items after it, as far as a quote reaches."""
    span = spans[position]
    if not span.of(text).rstrip().endswith(("：", ":")):
        return span
    end = span.end
    for following in spans[position + 1 :]:
        if following.end - span.start > LONGEST_LIST:
            break
        end = following.end
    return Span(span.start, end)


def shorten(
    pick: Pick, terms: Sequence[Term], longest: int = LONGEST, must: Callable[[str], bool] = lambda _: True
) -> Pick:
    """The pick cut to at most `longest` characters at commas: the stretch richest in terms that passes `must`.
    A term that already stands in title, headings or address says little.
    """
    text = pick.clause.text
    if pick.span.end - pick.span.start <= longest or "\n" in pick.words:
        return pick
    edges = [pick.span.start]
    edges += [m.end() for m in _CUTS.finditer(text, pick.span.start, pick.span.end)]
    edges.append(pick.span.end)
    best: tuple[tuple[bool, float, int], Span] | None = None
    beside = fold("\n".join([pick.evidence.document.title, *pick.clause.heading, pick.clause.address]))
    telling = [replace(term, weight=term.weight * (1 - _KNOWN * term.held(beside))) for term in terms]
    for i, start in enumerate(edges[:-1]):
        for end in edges[i + 1 :]:
            if end - start > longest:
                break
            words = text[start:end]
            held = share(telling, fold(words))
            rank = (must(words), held, start - end if held == 1 else end - start)
            if best is None or rank > best[0]:
                best = (rank, Span(start, end))
    span = best[1] if best else Span(pick.span.start, pick.span.start + longest)
    return Pick(pick.evidence, pick.clause, span, pick.score)


def in_words(query: Query, pick: Pick) -> str:
    """The picked words as they run in an answer; a table row is said head by head, the cell asked for first."""
    if pick.clause.row is None:
        return plain(pick.words)
    row = read_row(pick.clause.row, natural_unit(read_row(pick.clause.row).label) or "")
    return say_row(row, row.head_for(query.text, query.years))


_HAN_NUMBER = "[一二三四五六七八九十百零〇]+"
_NUMBER = re.compile(
    rf"^\s*(?:第{_HAN_NUMBER}条|{_HAN_NUMBER}[、是]|[(（](?:{_HAN_NUMBER}|[0-9]+)[)）]|[0-9]+[.．、](?![0-9]))\s*"
)


def plain(words: str) -> str:
    """Quoted words as they run in an answer: without their leading number, line breaks and closing mark."""
    return re.sub(r"\s*\n\s*", "", _NUMBER.sub("", words)).strip().rstrip("。；;，,：:")
