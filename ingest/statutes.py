"""Statutes (法规): 编, 章, 节 as headings, 条 and 款 as clauses, 项 and 目 as lines inside their 款."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.model import Line, Source

if TYPE_CHECKING:
    from ingest.furniture import Stripped
    from ingest.reading import Parsed


def is_statute(lines: Sequence[Line]) -> bool:
    """True if the text is built of articles."""
    return False


def read_statute(stripped: Stripped, source: Source) -> Parsed:
    """x."""
    raise NotImplementedError
