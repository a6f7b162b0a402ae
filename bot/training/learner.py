"""Who learns (学员): a name of the trainer's choosing, never a person's name with a phone number."""

from __future__ import annotations

import re

from bot.people import Origin, Person
from corpus.errors import BadField, Forbidden

_NAME = re.compile(r"[\w.\-一-龥]{1,40}")
_PHONE = re.compile(r"\d{7,}")


def check_learner(learner: str) -> str:
    """A learner's name as it may be written down. Raises BadField."""
    if not _NAME.fullmatch(learner) or _PHONE.search(learner):
        raise BadField("学员要用一个代号（字母、数字或汉字，不超过40个字），不要写姓名和电话。")
    return learner


def learner_of(person: Person, asked: str, default: str) -> str:
    """Whose learning it is: an account learns under its own name, and only a trainer looks at others.

    asked: the learner named in the request, `default` when none was. Raises BadField, Forbidden.
    """
    if person.origin is not Origin.ACCOUNT:
        return check_learner(asked)
    if asked in (default, person.name):
        return check_learner(person.name)
    if not person.may("teach"):
        raise Forbidden("只能学自己的、看自己的成绩；要看别人的请找培训管理员。")
    return check_learner(asked)
