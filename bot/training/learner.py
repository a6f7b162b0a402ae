"""Who learns (学员): a name of the trainer's choosing, never a person's name with a phone number."""

from __future__ import annotations

import re

from corpus.errors import BadField

_NAME = re.compile(r"[\w.\-一-龥]{1,40}")
_PHONE = re.compile(r"\d{7,}")


def check_learner(learner: str) -> str:
    """A learner's name as it may be written down. Raises BadField."""
    if not _NAME.fullmatch(learner) or _PHONE.search(learner):
        raise BadField("学员要用一个代号（字母、数字或汉字，不超过40个字），不要写姓名和电话。")
    return learner
