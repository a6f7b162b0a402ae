"""Reading a story (读来情): from the caller's words to members and facts, each with the words it rests on. No model.

The text is normalised with its way back, cut into clauses, and turned into tokens; patterns of data/reading find what
is said, cues bend it (denied, ended, asked, heard), people are told apart, corrections and contradictions settled.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus.model import Span
from corpus.zhtext import Normalised, normalise
from triage.model import Fact, Member, Reading, Story
from triage.person_names import find_names
from triage.reading.clauses import Clauses, with_commas
from triage.reading.cues import Context
from triage.reading.demand import find_demand, find_named
from triage.reading.derive import derive
from triage.reading.drafts import Draft, draft_facts
from triage.reading.lexicon import is_note, read_tokens
from triage.reading.merge import correct, merge
from triage.reading.patterns import find_hits
from triage.reading.people import Cast, Person, meet
from triage.reading.places import home_of
from triage.reading.subject import Subjects
from triage.reading.words import cue, mended

__all__ = ["read"]

_GENERAL = 80
_ANYBODY = ("老人", "孩子")


def read(story: Story, names: Mapping[str, tuple[str, ...]] | None = None) -> Reading:
    """What the words of `story` say.

    names: the words by which each rule may be asked for, by rule id; those asked for come back in `named`. Any text
    will do, an empty one included; nothing is raised.
    """
    norm = normalise(with_commas(story.text))
    text = mended(norm.text)
    if not text:
        return Reading((), ())
    clauses = Clauses(text)
    tokens = read_tokens(text, story.day)
    cast = meet(text, tokens, clauses, sorted(find_names(text)))
    if _is_general(text, cast):
        return Reading((), (), find_named(text, clauses, names or {}), find_demand(text))
    context = Context(text, clauses)
    drafts = draft_facts(
        find_hits(text, tokens, clauses, home_of(text, story.place)),
        context,
        Subjects(text, clauses, cast),
        tokens,
        story.day,
    )
    drafts = derive(merge(correct(drafts, context, tokens)))
    members, numbers = _members(drafts, cast, norm)
    facts = tuple(_fact(draft, numbers, norm) for draft in drafts)
    return Reading(members, facts, find_named(text, clauses, names or {}), find_demand(text))


def _is_general(text: str, cast: Cast) -> bool:
    """Whether a text asks about a rule and tells of nobody: 老人八十岁是不是就有补贴?"""
    if not is_note(text) or len(text) > _GENERAL or not cue("general").search(text) or cue("somebody").search(text):
        return False
    if any(mention.home for mention in cast.mentions):
        return False
    return all(person.sort in _ANYBODY for mention in cast.mentions for person in mention.people)


def _members(drafts: list[Draft], cast: Cast, norm: Normalised) -> tuple[tuple[Member, ...], dict[int, int]]:
    """Members numbered by first mention: all kin named, and whoever else a fact is about."""
    holders = {id(draft.person): draft.person for draft in drafts if draft.person is not None}
    people: dict[int, Person] = dict(holders)
    for person in cast.people.values():
        if not person.weak:
            people.setdefault(id(person), person)
    ordered = sorted(people.values(), key=lambda person: person.place)
    numbers = {id(person): number for number, person in enumerate(ordered, 1)}
    members = tuple(
        Member(numbers[id(p)], p.say or p.key, p.outside, norm.span(p.place[0], p.place[1])) for p in ordered
    )
    return members, numbers


def _fact(draft: Draft, numbers: dict[int, int], norm: Normalised) -> Fact:
    path, holder = draft.path, "household"
    if draft.person is not None:
        number = numbers[id(draft.person)]
        path = f"m[{number}].{draft.path.removeprefix('m.')}"
        holder = f"member:{number}"
    if draft.outside:
        holder = "other"
    stretches = sorted({(draft.start, draft.end), *draft.more})
    spans: tuple[Span, ...] = tuple(norm.span(start, end) for start, end in stretches)
    return Fact(
        path=path,
        value=draft.value,
        evidence=spans,
        unit=draft.unit,
        period=draft.period,
        denied=draft.denied,
        time=draft.time,
        holder=holder,
        certainty=draft.certainty,
    )
