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
_HEAD = 2  # characters at the end that two names of a kind share (医疗救助, 临时救助)
_COUNTED = re.compile(r"(?:第)?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?P<of>[级类档等期款项条批个])")
_EDGE = re.compile(r"[，,。？?！!；;：:\s]+")


def complete(question: str, history: Sequence[Mapping[str, str]], places: Places) -> str:
    """`question` made whole from the last question of `history` ({"role", "content"} turns), or as it is.

    A follow-up that only names another place, another year or a thing that stands beside one of the earlier question
    takes the earlier question with that replaced; so does one that names a thing with the same ending (临时救助 after
    医疗救助), another number of the same unit (五级 after 十级), or another kind of paper (范本里呢). One that names
    another thing keeps the place, the paper, the years and the way of asking of the earlier one. One with a pronoun, or
    one that only asks (谁牵头呢), has the whole earlier question put behind it. The earlier question is made whole in
    the same way first.
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
    if here and rules().same.fullmatch(rest.strip("?？。!！")):
        return placed if before else f"{here[0].of(question)}{earlier}"
    years = _YEAR.findall(rest)
    if years and len(topic_of(_YEAR.sub("", rest))) < _TOPIC:
        return _YEAR.sub(years[0], earlier) if _YEAR.search(earlier) else f"{years[0]}{earlier}"
    framed = "" if here else _of_paper(rest, earlier, before)
    changed = framed or _renamed(rest, placed) or _swapped(rest, placed) or _recounted(rest, placed)
    return changed or _joined(question, earlier, rest, before[0].of(earlier) if before and not here else "")


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


def _of_paper(rest: str, earlier: str, before: Sequence[Span]) -> str:
    """The earlier question asked of another kind of paper, when the follow-up names nothing else; "" if it does."""
    paper = _FRAME.search(rest)
    if not paper or _YEAR.search(paper[0]) or len(topic_of(rest.replace(paper[0], "", 1)).strip("里中上面")) >= 1:
        return ""
    for span in sorted(before, key=lambda s: -s.start):
        earlier = _replaced(earlier, span, "")
    return f"{paper[0]}里{_FRAME.sub('', earlier).lstrip('的里中')}"


def _recounted(rest: str, earlier: str) -> str:
    """The earlier question with its count changed (五级呢 after 十级…); "" unless the follow-up is only that."""
    here = _COUNTED.fullmatch(topic_of(rest))
    there = next((match for match in _COUNTED.finditer(earlier) if here and match["of"] == here["of"]), None)
    return earlier[: there.start()] + here[0] + earlier[there.end() :] if here and there else ""


def _renamed(rest: str, earlier: str) -> str:
    """The earlier question with a name changed for one that ends alike (那临时救助呢 after 医疗救助…); "" if none."""
    name = topic_of(rest)
    if not _HEAD < len(name) <= 2 * _HEAD + 2 or name in earlier:
        return ""
    end = earlier.find(name[-_HEAD:])
    start = end - (len(name) - _HEAD)
    return earlier[: max(start, 0)] + name + earlier[end + _HEAD :] if end >= _HEAD else ""


def _leans(question: str) -> bool:
    told = rules()
    text = question.strip()
    if any(word in text for word in told.pronouns):
        return True
    opens = bool(told.lead.search(text)) or bool(told.tail.search(text))
    if opens and len(text) <= told.short + 10:
        return True
    return len(text) <= told.short and len(topic_of(_YEAR.sub("", _rest(text, ())))) < _TOPIC


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
