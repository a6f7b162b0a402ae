"""Choosing the words that carry the fact: sentences and table rows of the evidence, scored against the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answers.draft import Pick
from bot.answers.rows import read_row, say_row
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
_OF_PERSONS = frozenset({Kind.NAME, Kind.PHONE, Kind.ID_NUMBER, Kind.ACCOUNT, Kind.BANK_CARD})
_TOPIC_ONLY = 26
_CUTS = re.compile(r"[，,；;：:](?![^（(]*[）)])")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of a sentence's score comes from its own words, its surroundings, and the search."""

    own: float = 0.45
    around: float = 0.3
    search: float = 0.25


def around(evidence: Evidence, clause: Clause) -> str:
    """The folded surroundings of a clause: title and place of its document, its headings, its unit's
    and its own opening words, its address."""
    opening = [re.split(r"[。：:]", text, maxsplit=1)[0][:40] for text in (evidence.unit.text, clause.text)]
    document = evidence.document
    return fold("\n".join([document.title, document.region or "", *clause.heading, *opening, clause.address]))


@lru_cache(maxsize=8192)  # the same clauses are looked into again and again
def names_person(words: str) -> bool:
    """Do the words hold somebody's name or number? Places and plates in a paper's text are no person's."""
    return any(finding.kind in _OF_PERSONS for finding in find_personal_data(words))


def is_duty_line(words: str) -> bool:
    """A line that only names offices: （牵头单位：…）."""
    return bool(_DUTY_LINE.match(words))


def sentence_picks(
    evidence: Sequence[Evidence],
    terms: Sequence[Term],
    *,
    depth: int = DEPTH,
    bonus: Callable[[str], float] = lambda _: 0.0,
    weights: Weights = Weights(),  # noqa: B008 - an immutable value
) -> list[Pick]:
    """Sentences of the first `depth` units, best first. Left out: duty lines, bare topic phrases, personal data.

    `bonus` adds to the score by the sentence's own words (a figure where one is asked for).
    """
    picks = []
    top = max((item.score for item in evidence[:depth]), default=0.0) or 1.0
    for item in evidence[:depth]:
        for clause, span, words in _sentences(item):
            text = fold(words)
            near = share(terms, f"{around(item, clause)}\n{text}")
            score = weights.own * share(terms, text) + weights.around * near + weights.search * (item.score / top) ** 2
            picks.append(Pick(item, clause, span, score + bonus(words)))
    return sorted(picks, key=lambda pick: -pick.score)


def _sentences(item: Evidence) -> Iterator[tuple[Clause, Span, str]]:
    for clause, _ in item.unit.parts:
        if clause.row is not None:
            yield clause, Span(0, len(clause.text)), clause.text
            continue
        spans = list(sentences(clause.text))
        for position, span in enumerate(spans):
            span = with_items(clause.text, spans, position)
            words = span.of(clause.text)
            short = len(words) <= _TOPIC_ONLY and not re.search("[，,]", words)
            bare = position == 0 and len(spans) > 1 and short
            if not bare and not is_duty_line(words) and not names_person(words):
                yield clause, span, words


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
    """The pick cut to at most `longest` characters at commas: the stretch richest in terms that passes `must`."""
    text = pick.clause.text
    if pick.span.end - pick.span.start <= longest or "\n" in pick.words:
        return pick
    edges = [pick.span.start]
    edges += [m.end() for m in _CUTS.finditer(text, pick.span.start, pick.span.end)]
    edges.append(pick.span.end)
    best: tuple[tuple[bool, float, int], Span] | None = None
    for i, start in enumerate(edges[:-1]):
        for end in edges[i + 1 :]:
            if end - start > longest:
                break
            words = text[start:end]
            held = share(terms, fold(words))
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
    rf"^\s*(?:第{_HAN_NUMBER}条|{_HAN_NUMBER}[、是]|[(（](?:{_HAN_NUMBER}|[0-9]+)[)）]|[0-9]+[.．、])\s*"
)


def plain(words: str) -> str:
    """Quoted words as they run in an answer: without their leading number, line breaks and closing mark."""
    return re.sub(r"\s*\n\s*", "", _NUMBER.sub("", words)).strip().rstrip("。；;，,：:")
