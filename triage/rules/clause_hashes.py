"""Prints of the cited clauses (条款指纹): has a clause that a rule rests on changed since somebody read it?

Words that must stand in a clause (`must`) hold in digest and original alike, and stay right when other words change. A
print of the whole clause, kept for each edition, also tells of changes around those words: a new condition, a dropped
"not". After the rule was held against the new words, `python -m triage.rules.clause_hashes 资料库地址` takes it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.errors import KnowledgeError, NotFound
from corpus.library import Library
from corpus.model import Clause, Shelved
from corpus.shipped import read_text
from corpus.zhtext import squeeze
from triage.rules.documents import on_shelf
from triage.rules.schema import Rule

FILE = "rules/hashes.json"
Prints = Mapping[str, Mapping[str, str]]


def load_prints() -> Prints:
    """The prints by "key address", then by edition. Raises KnowledgeError when the file is malformed."""
    try:
        return dict(json.loads(read_text(FILE)))
    except (ValueError, TypeError) as error:
        raise KnowledgeError(
            f"条款指纹 {FILE} 写法有误（{error}）；请用 python -m triage.rules.clause_hashes 重写。"
        ) from error


def print_of(clause: Clause) -> str:
    """The print of a clause: of its characters without blanks."""
    return hashlib.sha256(squeeze(clause.text).encode()).hexdigest()[:16]


def take_prints(rules: Iterable[Rule], library: Library, day: dt.date) -> Iterator[tuple[str, str, str]]:
    """(key and address, edition, print) of every cited clause that the library holds."""
    shelf = on_shelf(library.documents(), day)
    for key, address in sorted({(ground.document, ground.address) for rule in rules for ground in rule.grounds}):
        found = held_clause(library, shelf.get(key), address)
        if found is not None:
            yield f"{key} {address}", shelf[key].document.edition.value, print_of(found)


def held_clause(library: Library, shelved: Shelved | None, address: str) -> Clause | None:
    """The clause at an address, None when document or clause is not there."""
    if shelved is None:
        return None
    try:
        return library.clause(shelved.document.document_id, address)
    except NotFound:
        return None


def write_prints(path: Path, taken: Iterable[tuple[str, str, str]], wanted: frozenset[str]) -> int:
    """Put new prints beside the other editions' old ones, drop those of clauses nobody cites; how many there are."""
    prints = {name: dict(editions) for name, editions in _read(path).items() if name in wanted}
    for name, edition, print_ in taken:
        prints.setdefault(name, {})[edition] = print_
    path.write_text(json.dumps(dict(sorted(prints.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(prints)


def _read(path: Path) -> Prints:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def main(urls: list[str]) -> int:
    """Take the prints of the clauses in these libraries (URLs of databases), later ones beside earlier ones."""
    from triage.rules.book import RuleBook

    book = RuleBook.load()
    wanted = frozenset(f"{ground.document} {ground.address}" for rule in book.rules for ground in rule.grounds)
    path = Path(__file__).resolve().parents[2] / "corpus" / FILE
    kept = 0
    for url in urls:
        library = Library(url)
        try:
            kept = write_prints(path, take_prints(book.rules, library, dt.date.today()), wanted)
        finally:
            library.close()
    sys.stdout.write(f"{kept} 条\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
