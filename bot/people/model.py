"""A person as the program sees him (使用者): who asks, with which rights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """How somebody is known (身份来源)."""

    ACCOUNT = "account"  # logged in
    KEY = "key"  # an API key
    DESK = "desk"  # this computer, no account made yet
    GUEST = "guest"  # nobody we know, let in by MINGBAI_GUESTS
    STRANGER = "stranger"  # nobody we know


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. name: of the account or key. office: whose orders a handler sees. rights: see rights.yaml.

    Channels may make one for whoever writes to them: `Person(user, Origin.GUEST, rights=rights_of(("guest",)))`.
    """

    name: str
    origin: Origin
    roles: tuple[str, ...] = ()
    rights: frozenset[str] = frozenset()
    office: str | None = None
    region: str | None = None

    def may(self, right: str) -> bool:
        """Whether he has a right."""
        return right in self.rights

    @property
    def known(self) -> bool:
        """Whether anybody vouches for him."""
        return self.origin not in (Origin.GUEST, Origin.STRANGER)


STRANGER = Person("", Origin.STRANGER)
