"""What the embedding model is trained on: articles of statutes, paragraphs of policy papers, our own pairs."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.digests import load_asks, load_digests
from corpus.indicators import load_indicators
from corpus.lexicon import Lexicon
from corpus.zhtext import fold

_ARTICLE = re.compile(r"^第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?[ \u3000]*")
_HEAD = re.compile(r"^#+\s*(?:第[一二三四五六七八九十百]+[编章节分]+)?[\s\u3000]*")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、])")
_LONGEST = 400
_ASKED = ("{}", "{}怎么办", "{}有什么政策")
_SENTENCE = re.compile(r"(?<=[。；;！？])")
_CLAUSE = re.compile(r"[，。；、：:,\n（）()]")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One article or paragraph with what stands above it."""

    heads: tuple[str, ...]
    text: str


def statute_passages(folder: Path) -> Iterator[Passage]:
    """The articles of every Markdown statute below `folder`, title and chapter heads above them."""
    for path in sorted(folder.rglob("*.md")):
        if not path.name.startswith("_"):
            yield from _articles(path.read_text(encoding="utf-8", errors="replace"))


def _articles(text: str) -> Iterator[Passage]:
    title = re.match(r"#\s*(.+)", text)
    base = (title.group(1).strip(),) if title else ()
    heads: list[tuple[int, str]] = []
    current: list[str] = []

    def passage() -> Iterator[Passage]:
        words = "".join(line for line in current if len(line) > 4)
        if len(words) >= 12:
            yield Passage((*base, *(head for _, head in heads)), words)

    for raw in text.split("<!-- INFO END -->")[-1].split("\n"):
        line = raw.strip()
        if line.startswith("#"):
            yield from passage()
            current = []
            level = len(line) - len(line.lstrip("#"))
            heads = [head for head in heads if head[0] < level] + [(level, _HEAD.sub("", line))]
        elif _ARTICLE.match(line):
            yield from passage()
            current = [_ARTICLE.sub("", line)]
        elif line:
            current.append(line)
    yield from passage()


def paper_passages(folder: Path) -> Iterator[Passage]:
    """The paragraphs of plain-text policy papers below `folder`; short numbered lines are heads of what follows."""
    for path in sorted(folder.glob("*.txt")):
        head = ""
        for raw in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            line = raw.strip()
            if _NUMBERED.match(line) and len(line) <= 40:
                head = _NUMBERED.sub("", line)
            elif len(line) >= 20:
                yield Passage((path.stem, head) if head else (path.stem,), line)


def collection_passages(path: Path) -> Iterator[Passage]:
    """The passages of a gzipped JSON-lines collection ({"title", "text"})."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Passage((row["title"],), row["text"].replace("\n", ""))


def own_pairs(path: Path) -> list[Pair]:
    """Lay question and answering clause, one pair a line, tab between; lines with # are remarks."""
    rows = (line.rstrip("\n") for line in path.read_text(encoding="utf-8").splitlines())
    pairs = [tuple(row.split("\t")) for row in rows if row and not row.startswith("#")]
    return [(fold(pair[0]), fold(pair[1])) for pair in pairs]


def digest_pairs() -> list[Pair]:
    """The plain questions of the shipped digests, each with its clause."""
    clauses = {
        (reading.document.document_id, clause.address): " ".join((reading.document.title, *clause.heading, clause.text))
        for reading in load_digests()
        for clause in reading.clauses
    }
    asked = ((ask, clauses[key]) for key, asks in load_asks().items() if key in clauses for ask in asks)
    return [(fold(ask), fold(clause)[:_LONGEST]) for ask, clause in asked]


def wording_pairs() -> list[Pair]:
    """Each lay word of the lexicon with its official terms, each spoken name of an indicator with its own."""
    words = [(said, " ".join(entry.terms)) for entry in Lexicon.load().entries for said in entry.said]
    words += [(said, indicator.name) for indicator in load_indicators() for said in indicator.said]
    asked = [(template.format(said), terms) for said, terms in words for template in _ASKED]
    return [(fold(said), fold(terms)) for said, terms in asked]


def pairs_from(passages: Iterable[Passage], seed: int = 0) -> list[Pair]:
    """Pairs that belong together: heads and text, a sentence and the rest, two short stretches and the rest."""
    chance = random.Random(seed)
    made: list[Pair] = []
    for passage in passages:
        text = fold(passage.text)
        made.append((fold(" ".join(passage.heads)), text[:_LONGEST]))
        sentences = [piece for piece in _SENTENCE.split(text) if len(piece) > 8]
        if len(sentences) > 1:
            i = chance.randrange(len(sentences))
            made.append((sentences[i], "".join(sentences[:i] + sentences[i + 1 :])[:_LONGEST]))
        stretches = [piece for piece in _CLAUSE.split(text) if 4 <= len(piece) <= 30]
        if len(stretches) >= 3:
            two = sorted(chance.sample(range(len(stretches)), 2))
            rest = "，".join(piece for i, piece in enumerate(stretches) if i not in two)
            made.append(("，".join(stretches[i] for i in two), rest[:_LONGEST]))
    chance.shuffle(made)
    return made
