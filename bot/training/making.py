"""From the parts of a question to a finished item: name, notices, explanation with the verbatim clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.training.choosing import Option, apart, arrange, arrange_single, draw, item_id, pick
from bot.training.items import QuizItem
from bot.training.sources import Source
from corpus.model import Notice, Span

TRUE, FALSE = "对", "错"


@dataclass(frozen=True)
class Asked:
    """What a maker has found to ask: of which words of a clause, in which form, and why it matters.

    slot: tells apart several items of one form on one clause. told: what the explanation says beside the quote.
    topic: where it is not the clause's own. extra: notices of the maker's own.
    """

    source: Source
    span: Span
    form: str
    level: str
    slot: str = ""
    told: str = ""
    topic: str = ""
    extra: tuple[Notice, ...] = ()

    @property
    def item_id(self) -> str:
        """The id of the item to come."""
        return item_id(self.source, self.form, self.slot)

    def single(self, stem: str, right: str, wrong: Sequence[Option], count: int = 3) -> QuizItem | None:
        """One right option among `count` wrong ones; None when there are not enough."""
        chosen = pick(self.item_id, right, wrong, count)
        if chosen is None:
            return None
        options, key, reasons = arrange_single(self.item_id, right, chosen)
        return self._item("single", stem, options, key, reasons)

    def multi(self, stem: str, right: Iterable[str], wrong: Sequence[Option]) -> QuizItem | None:
        """Two or more right options among wrong ones; None when either are lacking."""
        rights = [Option(text) for text in dict.fromkeys(right)]
        distinct = apart(wrong, [one.text for one in rights])
        if len(rights) < 2 or len(distinct) < 2:
            return None
        options, key, reasons = arrange(self.item_id, [*rights[:3], *distinct[: 5 - min(len(rights), 3)]])
        return self._item("multi", stem, options, key, reasons)

    def judge(self, stem: str, true: bool, why: str) -> QuizItem:
        """A statement that is true or false; why: what the wrong answer overlooks."""
        reasons = (None, why) if true else (why, None)
        return self._item("true_false", stem, (TRUE, FALSE), ("A" if true else "B",), reasons)

    def truth(self) -> bool:
        """Whether the statement of this item shall be true: drawn, oftener than not, for some can only be false."""
        return draw(f"{self.item_id}truth", 20) < 11

    def open(self, kind: str, stem: str, key: Iterable[str]) -> QuizItem:
        """A question answered in own words: the facts that a right answer states, other wordings after `|`."""
        return self._item(kind, stem, (), tuple(dict.fromkeys(key)), ())

    def _item(
        self, kind: str, stem: str, options: tuple[str, ...], key: tuple[str, ...], wrong: tuple[str | None, ...]
    ) -> QuizItem:
        source = self.source
        citation = source.cite(self.span)
        quote = " ".join(citation.quote.split())
        return QuizItem(
            item_id=self.item_id,
            kind=kind,
            level=self.level,
            topic=self.topic or source.topic(source.words(self.span)),
            stem=stem,
            options=options,
            key=key,
            wrong=wrong,
            explanation=f"{source.where}写的是：“{quote}”{self.told}",
            citation=citation,
            document=source.document,
            day=source.day,
            warnings=(*source.notices(citation), *self.extra),
            clause_hash=source.clause_hash,
            family=source.family,
            form=self.form,
        )
