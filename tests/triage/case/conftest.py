"""A desk on the shipped digests, for cases that go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.intake import shelve_digests
from corpus.library import Library
from triage.refer import Triage
from triage.rules.book import RuleBook

DAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Triage]:
    folder: Path = tmp_path_factory.mktemp("case")
    library = Library(f"sqlite:///{folder / 'library.db'}")
    shelve_digests(library)
    yield Triage(RuleBook.load(), library)
    library.close()
