"""Whose an answer is (谁的事): the member a question speaks of, or the one that it must mean."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import BadField
from corpus.model import Span
from corpus.vocabulary import open_path
from triage.model import Fact, Member
from triage.shipped import read_data

_CALLER = "本人"


def holder_of(
    path: str, words: str, members: tuple[Member, ...], facts: Sequence[Fact], span: Span
) -> tuple[int | None, tuple[Member, ...]]:
    """The number of the member that an answer is about (None: the household), and the members with him.

    A path of no member in particular means whom the words name, else whoever was told something of the same kind,
    else the first one of the household; where there is nobody yet, the caller. Raises BadField for a number that
    no member has.
    """
    if not path.startswith("m"):
        return None, members
    if path.startswith("m["):
        number = int(path[2 : path.index("]")])
        if all(member.number != number for member in members):
            raise BadField(str(read_data("answers.yaml")["wrong"]["member"]).format(path=path))
        return number, members
    own = [member for member in members if not member.outside]
    named = [member for member in own if member.relation != _CALLER and member.relation in words]
    meant = (*named, *_told_alike(path, own, facts), *own)
    if meant:
        return meant[0].number, members
    new = Member(max((member.number for member in members), default=0) + 1, _CALLER, False, span)
    return new.number, (*members, new)


def _told_alike(path: str, members: Sequence[Member], facts: Sequence[Fact]) -> list[Member]:
    """Members of whom something of the same kind was told: of school, of health; else those of whom anything was."""
    kind = path.split(".")[1]
    alike = [m for m in members if any(fact.path.startswith(f"m[{m.number}].{kind}") for fact in facts)]
    return alike or [m for m in members if any(fact.path.startswith(f"m[{m.number}].") for fact in facts)]


def numbered(path: str, number: int | None) -> str:
    """The path with its member's number: m.age -> m[2].age."""
    return path if number is None or not path.startswith("m") else f"m[{number}].{open_path(path)[2:]}"
