"""Papers written for a test, read as if they were text files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.model import Clause, Reading
from ingest.model import Line, Source, Table
from ingest.pipeline import read_source

Write = Callable[..., Reading]


@pytest.fixture
def write() -> Write:
    """write(text, name="文件.txt", tables=()) -> Reading. A line "[表0]" stands for the first of `tables`."""

    def written(text: str, name: str = "文件.txt", tables: tuple[Table, ...] = ()) -> Reading:
        lines = []
        for line in text.strip("\n").split("\n"):
            if line.strip().startswith("[表"):
                lines.append(Line("", table=int(line.strip()[2:-1])))
            elif line.strip():
                lines.append(Line(line))
        return read_source(Source(name, tuple(lines), tables))

    return written


@pytest.fixture
def addressed(write: Write) -> Callable[..., dict[str, Clause]]:
    """addressed(text, …) -> clauses by address, in reading order; fails when a character is lost."""

    def by_address(text: str, **kind: object) -> dict[str, Clause]:
        reading = write(text, **kind)
        assert reading.lost == 0
        return {clause.address: clause for clause in reading.clauses}

    return by_address
