"""Questions that lean on the talk before them: an ellipsis is filled by rule, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.model import Span
from retrieval.kinds import rules

Places = Callable[[str], Sequence[Span]]
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_FRAME = re.compile(r"《[^》]+》|(?:19|20)\d\d年|县?范本|规划|方案|解读|办法|条例|细则")
_EDGE = re.compile(r"[，,。？?！!；;：:\s]+")


def complete(question: str, history: Sequence[Mapping[str, str]], places: Places) -> str:
    """`question` made whole from the last question of `history` ({"role", "content"} turns), or as it is.

    A follow-up that only names another place takes the earlier question with its place replaced. One that names
    another thing keeps the place, the paper, the years and the way of asking of the earlier one. One with a pronoun,
    or one that only asks (谁牵头呢), has the whole earlier question put behind it.
    """
    asked = (turn["content"] for turn in reversed(history) if turn.get("role") == "user")
    earlier = next((content for content in asked if content.strip()), "")
    if not earlier or not _leans(question):
        return question
    here, before = places(question), places(earlier)
    rest = _rest(question, here)
    if here and not rest:
        name = here[0].of(question)
        if before:
            span = before[0]
            return earlier[: span.start] + name + earlier[span.end :]
        return f"{name}{earlier}"
    told = rules()
    years = _YEAR.findall(rest)
    if years and len(_topic(_YEAR.sub("", rest))) < 2:
        return _YEAR.sub(years[0], earlier) if _YEAR.search(earlier) else f"{years[0]}{earlier}"
    points = bool(told.points.search(question.strip())) or any(word in question for word in told.pronouns)
    if points or len(_topic(rest)) < 2:
        return f"{_bare(question)}（{earlier}）"
    place = before[0].of(earlier) if before and not here else ""
    kept = [word for word in told.asking if word in earlier and word not in question]
    frame = [*_FRAME.findall(earlier), *(word for word in kept if not any(word != o and word in o for o in kept))]
    return f"{place}{_bare(question)}{''.join(frame)}"


def _leans(question: str) -> bool:
    told = rules()
    text = question.strip()
    if any(word in text for word in told.pronouns):
        return True
    opens = bool(told.lead.search(text)) or bool(told.tail.search(text))
    if opens and len(text) <= told.short + 10:
        return True
    return len(text) <= told.short and len(_topic(_rest(text, ()))) < 2


def _rest(question: str, spans: Sequence[Span]) -> str:
    """What the question says besides places and the words of a follow-up."""
    told = rules()
    text = question
    for span in sorted(spans, key=lambda s: -s.start):
        text = text[: span.start] + text[span.end :]
    text = told.tail.sub("", told.lead.sub("", text.strip()))
    return _EDGE.sub("", text).strip("的")


def _topic(rest: str) -> str:
    """What is left of a follow-up when its words of asking are gone."""
    for word in sorted(rules().asking, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest.strip("的了是在那个时要吗呢")


def _bare(question: str) -> str:
    """The question without the opening and closing words of a follow-up."""
    told = rules()
    return told.tail.sub("", told.lead.sub("", question.strip())).strip("，, ")
