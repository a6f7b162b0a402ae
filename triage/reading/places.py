"""Where a place lies seen from home (地点): outside the province, elsewhere in it, or in the county."""

from __future__ import annotations

import re
from functools import cache

from corpus.regions import Regions

_FROM = re.compile("(?:我是|我们是|家住|家在|老家|户口在)[^,。;!?]{2,18}")


@cache
def _regions() -> Regions:
    return Regions.load()


def home_of(text: str, place: str | None) -> str | None:
    """The full path of the caller's place: the one given, else the first that he names as his own."""
    if place:
        return place
    for match in _FROM.finditer(text):
        for spotted in _regions().spot(match[0], None):
            if spotted.path:
                return spotted.path
    return None


def seen_from(words: str, home: str | None) -> str | None:
    """省外, 省内 or 县内 for the place named in `words`; None when none is named or home is not known."""
    if home is None:
        return None
    spotted = next((s for s in _regions().spot(words, home) if s.path), None)
    if spotted is None or spotted.path is None:
        return None
    there, here = spotted.path.split("/"), home.split("/")
    if there[0] != here[0]:
        return "省外"
    county = here[:3] if len(here) >= 3 else here
    return "县内" if there[: len(county)] == county and len(here) >= 3 else "省内"
