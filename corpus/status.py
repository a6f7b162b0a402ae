"""The standing of a document on a given day (效力状态), and which documents reach a place."""

from __future__ import annotations

import datetime as dt

from corpus.model import Document, Shelved, Status
from corpus.versions import Days, first_day

NATION = "全国"
_BY_NATURE = (Status.TEMPLATE, Status.DRAFT, Status.INTERPRETATION, Status.REPEALED)


def status_on(document: Document, day: dt.date, superseded_from: dt.date | None = None) -> Status:
    """The one status of `document` on `day`, by the order in which Status declares its values.

    superseded_from: first day on which a later version holds. A date known only by its year or month counts from
    its first day as a beginning and to its last day as an end. Without any date the status is UNKNOWN.
    """
    if document.nature in _BY_NATURE:
        return document.nature
    if superseded_from is not None and day >= superseded_from:
        return Status.SUPERSEDED
    end = Days.of(document.effective_to)
    if end and day > end.last:
        return Status.EXPIRED
    start = first_day(document)
    if start is None:
        return Status.UNKNOWN
    return Status.NOT_YET if day < start else Status.IN_FORCE


def status_of(shelved: Shelved, day: dt.date) -> Status:
    """The status on `day` of a document as the library holds it."""
    return status_on(shelved.document, day, shelved.superseded_from)


def reaches(region: str | None, place: str | None) -> bool:
    """Does a document of `region` hold in `place`? Its own place, those below it, the nation; no place: everywhere.

    An unknown `place` (None) filters nothing.
    """
    if place is None or region is None or region == NATION:
        return True
    return f"{place}/".startswith(f"{region}/")
