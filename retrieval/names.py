"""Documents named in a question: by title, by number (文号), or by place and genre (南昌规划)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.model import Document
from corpus.status import NATION, reaches
from corpus.zhtext import fold

_NUMBER = re.compile(r"[一-龥]{1,12}\[?[12]\d{3}\]?\d{1,4}号|第\d{1,4}号令")
_QUOTED = re.compile(r"《([^》]{2,80})》")
_BRACKETED = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s\"'《》·,、\-~()]")
_STATE = "中华人民共和国"
_FEW = 3  # more papers of a genre at a place are too many to be meant
_SHORTENED = 0.5  # share of a title's characters that a shortened name (反家暴法) must be more than
_STATUTE = re.compile(r"(?<![办方无没想说看用])(?:法|条例)(?!律|院|规|治|定|人)")
_LONGEST_SHORT = 10
_LEAST = 4  # a title form shorter than this is too common a word to name a document
_GENRES = {
    "规划": ("规划",),
    "方案": ("方案", "行动方案", "实施方案", "行动计划", "计划"),
    "解读": ("解读", "政策解读"),
    "范本": ("范本", "模板", "工作方案范本", "样本", "模版"),
    "办法": ("办法",),
    "条例": ("条例",),
    "意见": ("意见",),
    "通知": ("通知",),
    "细则": ("细则",),
}


class _Finder:
    """Which of many names stand in a text: looked for by their first two characters, not one after another."""

    def __init__(self, names: Iterable[str]) -> None:
        self._order = {name: place for place, name in enumerate(names)}
        self._by_head: dict[str, list[str]] = {}
        for name in self._order:
            self._by_head.setdefault(name[:2], []).append(name)

    def inside(self, text: str) -> list[str]:
        """The names that stand in `text`, in the order in which they were given."""
        found = {
            name
            for start in range(len(text) - 1)
            for name in self._by_head.get(text[start : start + 2], ())
            if text.startswith(name, start)
        }
        return sorted(found, key=self._order.__getitem__)


class DocumentNames:
    """The names under which the documents of a library may be called."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = list(documents)
        self._of = {item.document_id: item for item in self._documents}
        self._regions = sorted({item.region for item in self._documents if item.region and item.region != NATION})
        self._forms: dict[str, list[str]] = {}
        self._numbers: dict[str, list[str]] = {}
        for document in self._documents:
            for form in _forms(document.title):
                self._forms.setdefault(form, []).append(document.document_id)
            if document.doc_number:
                self._numbers.setdefault(_plain(document.doc_number), []).append(document.document_id)
        self._form_finder, self._number_finder = _Finder(self._forms), _Finder(self._numbers)

    def regions(self) -> list[str]:
        """The places that documents are of."""
        return self._regions

    def titles_in(self, question: str) -> tuple[str, ...]:
        """The titles that stand in the folded `question` word for word: they say in which paper, not what is asked."""
        return tuple(self._form_finder.inside(question))

    def region_of(self, document_ids: Sequence[str]) -> str | None:
        """The one place these documents are of, None if they are of several, of none, or of the nation."""
        found = {self._of[key].region for key in document_ids if key in self._of}
        region = found.pop() if len(found) == 1 else None
        return None if region == NATION else region

    def regions_of(self, document_ids: Sequence[str]) -> list[str | None]:
        """The places of these documents, one each."""
        return [self._of[key].region for key in document_ids if key in self._of]

    def find(self, question: str, place: str | None) -> tuple[str, ...]:
        """Ids of the documents that the folded `question` names, the best named first; () when it names none.

        place: the place of the question, which a genre word (规划) is taken to go with.
        """
        plain = _plain(question)
        for quoted in _QUOTED.findall(question):
            found = self._titled(_plain(quoted), exact=False)
            if found:
                return found
        by_number = [key for number in self._number_finder.inside(plain) for key in self._numbers[number]]
        if by_number:
            return tuple(dict.fromkeys(by_number))
        return self._titled(plain, exact=True) or self._shortened(plain) or self._by_genre(question, place)

    def _shortened(self, words: str) -> tuple[str, ...]:
        """The one statute whose name stands in `words` with characters left out (反家暴法); () when several may be."""
        for ending in _STATUTE.finditer(words):
            for start in range(max(0, ending.end() - _LONGEST_SHORT), ending.start() - 1):
                short = words[start : ending.end()]
                found = {key for form, keys in self._forms.items() if _shortens(short, form) for key in keys}
                if len(found) == 1:
                    return tuple(found)
        return ()

    def _titled(self, words: str, *, exact: bool) -> tuple[str, ...]:
        """Documents whose title stands in `words`, longest title first; for a quoted name also titles that hold it."""
        inside = self._form_finder.inside(words)
        if inside:
            # 妇女权益保障法实施办法 holds 妇女权益保障法: only the longest name is meant.
            chosen = [form for form in inside if not any(form in other and form != other for other in inside)]
            return tuple(dict.fromkeys(key for form in chosen for key in self._forms[form]))
        if exact or len(words) < _LEAST:
            return ()
        holding = sorted((form for form in self._forms if words in form), key=len)
        return tuple(dict.fromkeys(key for form in holding[:3] for key in self._forms[form]))

    def _by_genre(self, question: str, place: str | None) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for genre, words in _GENRES.items():
            if not any(word in question for word in words):
                continue
            same = [item for item in self._documents if item.kind == genre or item.kind in words]
            if genre == "范本":
                found.update(dict.fromkeys(item.document_id for item in same))
            elif place is not None:
                own = [item for item in same if item.region == place]
                above = [item for item in same if item.region not in (None, NATION) and reaches(item.region, place)]
                near = own or above
                if near and len(near) <= _FEW:
                    found.update(dict.fromkeys(item.document_id for item in near))
        return tuple(found)


def _shortens(short: str, form: str) -> bool:
    """Is `short` the title with characters left out, its first and last kept, and most of it?"""
    if (
        short[0] != form[0]
        or short[-1] != form[-1]
        or not (len(form) - 1) * _SHORTENED < len(short) - 1 < len(form) - 1
    ):
        return False
    letters = iter(form)
    return all(letter in letters for letter in short)


def years_of_version(question: str) -> tuple[int, ...]:
    """Years that the question gives as a version (2018年版)."""
    return tuple(int(year) for year in re.findall(r"((?:19|20)\d\d)年?(?:版|修订|修正|修改)", question))


def _forms(title: str) -> Sequence[str]:
    plain = _plain(_BRACKETED.sub("", fold(title)))
    forms = {plain, plain.removeprefix(_STATE)}
    if plain.endswith("解读"):
        forms.add(plain.removesuffix("解读").removesuffix("政策"))
    return [form for form in forms if len(form) >= _LEAST or form.endswith(("法", "典")) and len(form) >= 2]


def _plain(text: str) -> str:
    return _MARKS.sub("", fold(text))
