"""Short things said, with gold (说法库): a sentence or two of residents and cadres, and what a clerk notes down of it.

Written by somebody who had not seen what the reader can do. Data in corpus/cases/phrases/*.yaml, one file a field of
life; every second phrase is half a, which may be tuned on, the others half b, which is counted only. `must`: facts to
be read; `may`: right if read and not asked for; `never`: `path` or `path=value` not to be read as true of this
household now. The day of all phrases is `DAY`. What a fact leaves out is the plain case: not denied, of this household,
neither ended nor planned nor asked.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml
from corpus.vocabulary import load_vocabulary, open_path

DAY = dt.date(2026, 11, 20)
TUNED, COUNTED = "a", "b"
_FOLDER = "cases/phrases"

Said = bool | float | str | tuple[float | None, float | None]


class PhraseFact(BaseModel):
    """One fact of a phrase. path: `h.…`, `m[1].…` or `m[*].…` for any member; alt: other values that are as right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    value: Said
    alt: tuple[Said, ...] = ()
    polarity: Literal["yes", "no"] = "yes"
    time: Literal["now", "past", "ended", "planned", "asked"] = "now"
    holder: str = ""
    certainty: Literal["", "stated", "hearsay", "guess", "derived"] = ""

    @property
    def open(self) -> str:
        """The path with its member left open (m.age)."""
        return open_path(self.path.replace("[*]", "[1]"))

    @field_validator("path")
    @classmethod
    def _known(cls, path: str) -> str:
        if open_path(path.replace("[*]", "[1]")) not in load_vocabulary():
            raise ValueError(f"事实词表里没有路径“{path}”")
        return path


class Phrase(BaseModel):
    """One thing said. urgent: whether a danger must be seen, None where nobody asks; file: the field of life."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=2)
    half: Literal["a", "b"]
    must: tuple[PhraseFact, ...] = ()
    may: tuple[PhraseFact | str, ...] = ()
    never: tuple[str, ...] = ()
    urgent: bool | None = None
    out_of_scope: bool | None = None
    file: str = ""


def load_phrases(half: str = "all") -> list[Phrase]:
    """The phrases of one half (a, b, all), by file name. Raises KnowledgeError naming file and place of a wrong one."""
    found = []
    for place in sorted(files("corpus").joinpath(_FOLDER).iterdir(), key=lambda item: item.name):
        if not place.name.endswith(".yaml"):
            continue
        for number, entry in enumerate(read_yaml(f"{_FOLDER}/{place.name}")["phrases"], 1):
            try:
                phrase = Phrase.model_validate({**entry, "file": place.name.removesuffix(".yaml")})
            except ValidationError as fault:
                first = fault.errors()[0]
                where = ".".join(str(step) for step in first["loc"])
                raise KnowledgeError(
                    f"说法库 {place.name} 第{number}条：{where} {first['msg']}。请改正该条后重试。"
                ) from fault
            if half in ("all", phrase.half):
                found.append(phrase)
    return found
