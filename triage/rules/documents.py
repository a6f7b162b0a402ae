"""The documents that rules cite by key (依据文件): S0 … N55 of corpus/rules/documents.yaml, found on the shelf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, ValidationError

from corpus.errors import KnowledgeError
from corpus.model import Shelved, Status
from corpus.shipped import read_yaml
from corpus.status import status_of
from triage.rules.schema import Shape

_OUT = (Status.REPEALED, Status.SUPERSEDED)


class Cited(Shape):
    """How to find a document: a stretch of its title and its place (全国, a full path, None for no place)."""

    title: Annotated[str, Field(min_length=2)]
    region: str | None


@cache
def cited_documents() -> Mapping[str, Cited]:
    """The table by key. Raises KnowledgeError when it is malformed."""
    try:
        table = read_yaml("rules/documents.yaml")["documents"]
        return {key: Cited.model_validate(entry) for key, entry in table.items()}
    except (AttributeError, KeyError, ValidationError) as error:
        raise KnowledgeError(f"规则依据表 rules/documents.yaml 写法有误（{error}），请改好再用。") from error


def on_shelf(shelf: Iterable[Shelved], day: dt.date) -> dict[str, Shelved]:
    """The documents of the table that the shelf holds, by key; of several versions the one that counts on `day`."""
    held: dict[str, Shelved] = {}
    table = cited_documents()
    for shelved in sorted(shelf, key=lambda s: (status_of(s, day) not in _OUT, s.document.issued_on or "")):
        for key, cited in table.items():
            if cited.title in shelved.document.title and cited.region == shelved.document.region:
                held[key] = shelved
    return held
