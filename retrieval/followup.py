"""Questions that lean on the talk before them: an ellipsis is filled by rule, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.model import Span
from retrieval.kinds import named_of, rules

Places = Callable[[str], Sequence[Span]]
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_FRAME = re.compile(r"《[^》]+》|(?:19|20)\d\d年|县?范本|规划|方案|解读|办法|条例|细则")
_TOPIC = 2  # characters of a topic at least
_TURNS = 3  # earlier questions looked at
_EDGE = re.compile(r"[，,。？?！!；;：:\s]+")


def complete(question: str, history: Sequence[Mapping[str, str]], places: Places) -> str:
    """`question` made whole from the last question of `history` ({"role", "content"} turns), or as it is.

    A follow-up that only names another place, another year or a thing that stands beside one of the earlier question
    takes the earlier question with that replaced. One that names another thing keeps the place, the paper, the years
    and the way of asking of the earlier one. One with a pronoun, or one that only asks (谁牵头呢), has the whole
    earlier question put behind it. The earlier question is made whole in the same way first.
    """
    asked = [turn["content"] for turn in history if turn.get("role") == "user" and turn["content"].strip()]
    whole = ""
    for content in asked[-_TURNS:]:
        whole = _completed(content, whole, places)
    return _completed(question, whole, places)


def _completed(question: str, earlier: str, places: Places) -> str:
    if not earlier or not _leans(question):
        return question
    here, before = places(question), places(earlier)
    rest = _rest(question, here)
    placed = _replaced(earlier, before[0], here[0].of(question)) if here and before else earlier
    if here and not rest:
        return placed if before else f"{here[0].of(question)}{earlier}"
    years = _YEAR.findall(rest)
    if years and len(topic_of(_YEAR.sub("", rest))) < _TOPIC:
        return _YEAR.sub(years[0], earlier) if _YEAR.search(earlier) else f"{years[0]}{earlier}"
    return _swapped(rest, placed) or _joined(
        question, earlier, rest, before[0].of(earlier) if before and not here else ""
    )


def _replaced(text: str, span: Span, name: str) -> str:
    return text[: span.start] + name + text[span.end :]


def _joined(question: str, earlier: str, rest: str, place: str) -> str:
    """A follow-up with a pronoun, or without a topic, before the earlier question; else its own topic in the frame of
    the earlier one."""
    told = rules()
    points = bool(told.points.search(question.strip())) or any(word in question for word in told.pronouns)
    if points or len(topic_of(rest)) < _TOPIC:
        return f"{_bare(question)}（{earlier}）"
    kept = [word for word in told.asking if word in earlier and word not in question]
    own = bool(_FRAME.search(question))
    frame = [] if own else [*_FRAME.findall(earlier)]
    frame += [word for word in kept if not any(word != o and word in o for o in kept)]
    return f"{place}{_bare(question)}{''.join(frame)}"


def _swapped(rest: str, earlier: str) -> str:
    """The earlier question asked of what the follow-up names beside it (那低保的呢 after 特困人员…谁出); "" if it names
    nothing of the kind. Further words of the follow-up are put behind."""
    for group in rules().parallels:
        here, there = named_of(rest, group), named_of(earlier, group)
        if len(here) == 1 and there and not here.keys() & there.keys():
            name, other = next(iter(here.values())), next(iter(there.values()))
            more = topic_of(rest.replace(name, "", 1))
            swapped = earlier.replace(other, name, 1)
            return f"{swapped}（{rest}）" if len(more) >= _TOPIC else swapped
    return ""


def _leans(question: str) -> bool:
    told = rules()
    text = question.strip()
    if any(word in text for word in told.pronouns):
        return True
    opens = bool(told.lead.search(text)) or bool(told.tail.search(text))
    if opens and len(text) <= told.short + 10:
        return True
    return len(text) <= told.short and len(topic_of(_rest(text, ()))) < _TOPIC


def _rest(question: str, spans: Sequence[Span]) -> str:
    """What the question says besides places and the words of a follow-up."""
    told = rules()
    text = question
    for span in sorted(spans, key=lambda s: -s.start):
        text = text[: span.start] + text[span.end :]
    text = told.tail.sub("", told.lead.sub("", text.strip()))
    return _EDGE.sub("", text).strip("的")


def topic_of(rest: str) -> str:
    """What is left of a question or a piece of one when its words of asking are gone."""
    for word in sorted((*rules().asking, *rules().light), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest.strip("的了是在那个时要吗呢")


def _bare(question: str) -> str:
    """The question without the opening and closing words of a follow-up."""
    told = rules()
    return told.tail.sub("", told.lead.sub("", question.strip())).strip("，, ")
