"""One turn after the other (接着听): what is known of a case after each, with every fact at the words that tell it.

The text of a case is its story with a line for each turn. The reader sees that text with our questions and the bare
answers blanked out, so that a 没有 denies what was asked and nothing else; what it hears in the new line comes to what
was known before. Nothing that was said is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from corpus.errors import MingbaiError
from corpus.model import Span
from corpus.regions import Regions
from corpus.vocabulary import Kind, open_path
from corpus.zhtext import normalise
from triage.case.answers import FILE, PLACE, Answer, Put, bare_word
from triage.case.corrections import find_mended, mended_fact, takes_back
from triage.case.desk import change, remove
from triage.case.facts import put_in, same_members, told_since, undivided, with_income_per_head
from triage.case.holders import holder_of, numbered
from triage.case.model import Turn, Unread
from triage.case.pairing import Paired, pair_all, pair_one
from triage.danger import settle_urgency
from triage.model import Fact, Member, Reading, Story, Time
from triage.reading import read
from triage.referral import county_of
from triage.shipped import pattern, read_data

Names = Mapping[str, tuple[str, ...]]
_BLANK = "。"
_LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a case so far (听到的). story: with the text of all turns, and the place once it is told.

    spoken: that text without our words; told: without bare answers too. closed: paths not to be asked again; missed:
    paths whose answer fitted nothing, once; unknown: paths that the caller has no answer to. unread: of the last turn.
    """

    story: Story
    spoken: str
    told: str
    reading: Reading
    closed: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _Line:
    """The line of a turn: what stands before the caller's words, and where these begin in the text of the case."""

    lead: str
    words: str
    start: int
    paired: tuple[Paired, ...] = ()
    unread: list[Unread] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)


def begin(story: Story, names: Names) -> Heard:
    """What the story alone tells."""
    return Heard(story, story.text, story.text, settle_urgency(story, read(story, names)))


def hear(heard: Heard, turn: Turn, asked: Sequence[Put], names: Names) -> Heard:
    """What is known after one turn more. asked: the questions that were put, best first.

    Raises BadField when the turn names a member that the case does not have.
    """
    heard = replace(heard, unread=())
    if turn.remove:
        return _with_own_line(heard, *remove(heard.reading, turn), turn)
    if turn.value is not None:
        return _with_own_line(heard, *change(heard.reading, turn, len(heard.story.text)), turn)
    if turn.unknown:
        turn = replace(turn, say=str(_words()["line"]["unknown"]))
    return _listen(heard, turn, asked, names)


def _with_own_line(
    heard: Heard, line: str, facts: Sequence[Fact], members: tuple[Member, ...], unread: str, turn: Turn
) -> Heard:
    """A line of the desk: nothing of it is read as the caller's words."""
    blank = _BLANK * len(line)
    reading = replace(heard.reading, facts=with_income_per_head(undivided(facts)), members=members)
    closed = heard.closed - {turn.path or ""} if turn.remove else heard.closed
    return replace(
        heard,
        story=replace(heard.story, text=heard.story.text + line),
        spoken=heard.spoken + blank,
        told=heard.told + blank,
        reading=reading,
        closed=closed,
        unread=(Unread(line.strip(), unread),) if unread else (),
    )


def _listen(heard: Heard, turn: Turn, asked: Sequence[Put], names: Names) -> Heard:
    """A line in the caller's words."""
    put = _put(turn, asked)
    day = heard.story.day
    paired = pair_one(put, turn.say, day) if put is not None else pair_all(asked, turn.say, day)
    if put is None and takes_back(turn.say):
        paired = tuple(one for one in paired if one.answer.bare or one.answer.kind != "value")
    line = _line(heard, turn, put, paired)
    heard = replace(
        heard,
        story=replace(heard.story, text=heard.story.text + line.lead + line.words),
        spoken=heard.spoken + _BLANK * len(line.lead) + line.words,
        told=heard.told + _BLANK * len(line.lead) + _unanswered(line),
    )
    reading = _take_in(heard, line, put, names)
    settled = {fact.path for fact in reading.facts if fact.evidence[-1].end > line.start}
    if put is not None:
        _judge_fit(heard, line, put, settled)
    elif not paired and reading == heard.reading and not _is_closing(turn.say):
        line.unread.append(Unread(turn.say.strip(), _why("nothing")))
    story = _placed(heard.story, line, put)
    told = any(one.put.path == PLACE and one.answer.kind == "value" for one in line.paired)
    if told and county_of(story.place) is None and PLACE not in heard.missed:
        line.closed.discard(PLACE)  # a province is not enough; asked twice is
        line.missed.add(PLACE)
    return replace(
        heard,
        story=story,
        reading=reading,
        closed=heard.closed | line.closed,
        missed=heard.missed | line.missed,
        unknown=tuple(dict.fromkeys((*heard.unknown, *(p.put.path for p in paired if p.answer.kind == "unknown")))),
        unread=tuple(line.unread),
    )


def _put(turn: Turn, asked: Sequence[Put]) -> Put | None:
    """The question that a turn says it answers."""
    if turn.path is None:
        return asked[0] if len(asked) == 1 and turn.question is not None else None
    known = next((put for put in asked if put.path == turn.path), None)
    text = turn.question or (known.text if known else Put(turn.path, "").term.ask)
    return Put(turn.path, text)


def _line(heard: Heard, turn: Turn, put: Put | None, paired: tuple[Paired, ...]) -> _Line:
    shapes = _words()["line"]
    asked = [put] if put is not None else [one.put for one in paired]
    question = "".join(one.text for one in asked)
    lead = "\n" + (str(shapes["asked"]).format(question=question) if question else str(shapes["more"]))
    return _Line(lead, turn.say, len(heard.story.text) + len(lead), paired)


def _unanswered(line: _Line) -> str:
    """The caller's words with the answers that are understood already blanked out."""
    left = line.words
    for one in line.paired:
        left = left[: one.start] + _BLANK * (one.end - one.start) + left[one.end :]
    return left


def _take_in(heard: Heard, line: _Line, put: Put | None, names: Names) -> Reading:
    """The reading with what the line answers, puts right and tells."""
    known = heard.reading
    story = replace(heard.story, text=_with_person(heard, line, put))
    found = settle_urgency(story, read(story, names))
    members, numbers = same_members(known.members, found.members)
    answers, members = _answers(line, members, known)
    answered = {open_path(fact.path) for fact in answers}
    whole = undivided(known.facts)
    mended = list(find_mended(line.words, whole, heard.story.day))
    facts = [fact for fact in whole if all(fact != one.old for one in mended)]
    facts += [mended_fact(one, line.start) for one in mended]
    told = [fact for fact in told_since(found, line.start, numbers) if open_path(fact.path) not in answered]
    told = [fact for fact in told if all(one.old.path != fact.path for one in mended)]
    facts = put_in(facts, told, instead=takes_back(line.words) or put is not None, start=line.start)
    if put is not None and not line.paired and all(open_path(fact.path) != open_path(put.path) for fact in told):
        answers, members = _in_own_words(put, line, members, known)
    facts = put_in(facts, answers, instead=True, start=line.start)
    members = tuple(m for m in members if m in known.members or any(_is_of(fact, m) for fact in facts))
    return Reading(
        members=members,
        facts=with_income_per_head(facts),
        named=tuple(dict.fromkeys((*known.named, *found.named))),
        demand=known.demand or found.demand,
    )


def _is_of(fact: Fact, member: Member) -> bool:
    return fact.path.startswith(f"m[{member.number}].")


def _with_person(heard: Heard, line: _Line, put: Put | None) -> str:
    """The text for the reader, with whom the question was about in front of an answer that says more than yes."""
    text = heard.told
    one = put or (line.paired[0].put if len(line.paired) == 1 else None)
    member = next((m for m in heard.reading.members if one and one.path.startswith(f"m[{m.number}].")), None)
    if member is None or not normalise(_unanswered(line)).text.strip(_BLANK):
        return text
    word = "我" if member.relation == "本人" else member.relation
    begins = line.start - len(word)
    return text[:begins] + word + text[line.start :] if len(word) < len(line.lead) else text


def _answers(line: _Line, members: tuple[Member, ...], known: Reading) -> tuple[list[Fact], tuple[Member, ...]]:
    """The facts of the paired answers; a person who was not spoken of yet is the caller."""
    facts = []
    for one in line.paired:
        span = Span(line.start + one.start, line.start + one.end)
        line.closed.add(one.put.path)
        if one.answer.kind == "too_small":
            line.closed.discard(one.put.path)
            line.unread.append(Unread(line.words[one.start : one.end], _why("sum", one.put.text)))
        if one.answer.kind == "value":
            number, members = holder_of(one.put.path, line.words, members, known.facts, span)
            facts.append(_fact(one.put, one.answer, number, span))
    return facts, members


def _in_own_words(
    put: Put, line: _Line, members: tuple[Member, ...], known: Reading
) -> tuple[list[Fact], tuple[Member, ...]]:
    """The words themselves as the value of a question that any word may answer, where they are few and tell."""
    text = line.words.strip()
    names = put.term.open and put.term.type is Kind.TEXT and not put.term.values
    if not names or not 0 < len(text) <= _LONGEST_WORD or bare_word(text) or "?" in normalise(text).text:
        return [], members
    begins = line.words.index(text)
    span = Span(line.start + begins, line.start + begins + len(text))
    number, members = holder_of(put.path, line.words, members, known.facts, span)
    return [_fact(put, Answer("value", text), number, span)], members


def _fact(put: Put, answer: Answer, number: int | None, span: Span) -> Fact:
    path = numbered(answer.path or put.path, number)
    term = Put(path, "").term
    assert answer.value is not None
    money = term.type is Kind.MONEY
    return Fact(
        path=path,
        value=answer.value,
        evidence=(span,),
        unit=term.base_unit if term.type in (Kind.MONEY, Kind.NUMBER) else None,
        period=(answer.period or term.period) if money else None,
        denied=answer.denied,
        holder=f"member:{number}" if number is not None and path.startswith("m[") else "household",
        time=Time.ENDED if answer.ended else Time.NOW,
        certainty=answer.certainty,
    )


def _judge_fit(heard: Heard, line: _Line, put: Put, settled: set[str]) -> None:
    """Whether the words answered the one question they were meant for; said plainly where they did not."""
    if line.paired or any(open_path(path) == open_path(put.path) for path in settled):
        line.closed.add(put.path)
        return
    if put.path in heard.missed:
        line.closed.add(put.path)  # asked twice is enough
    line.missed.add(put.path)
    if put.path != PLACE:
        line.unread.append(Unread(line.words.strip(), _why("no_fit", put.text)))


def _placed(story: Story, line: _Line, put: Put | None) -> Story:
    """The story with its place, once an answer names it."""
    asked = put is not None and put.path == PLACE
    named = next((one for one in line.paired if one.put.path == PLACE), None)
    if not (asked or named):
        return story
    words = line.words
    spotted = [one.path for one in Regions.load().spot(words, story.place) if one.path]
    found = max(spotted, key=lambda path: path.count("/"), default=None) or _looked_up(words, story.place)
    if found is None or (story.place is not None and not Regions.is_within(found, story.place)):
        return story
    return replace(story, place=found)


def _looked_up(words: str, place: str | None) -> str | None:
    """A place that only the whole of the words names: an invented one, for exercises."""
    match = _pattern("county").search(normalise(words).text)
    try:
        return Regions.load().find(match[0], place) if match else None
    except MingbaiError:
        return None  # no place of that name: the words stay, the place stays open


def _is_closing(words: str) -> bool:
    return bool(_pattern("closing").search(normalise(words).text))


def _why(name: str, question: str = "") -> str:
    return str(_words()["unread"][name]).format(question=question)


def _words() -> dict[str, dict[str, str]]:
    return read_data(FILE)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern(FILE, read_data(FILE)[name], {})
