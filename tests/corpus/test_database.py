from __future__ import annotations

import sys

import pytest

from corpus.database import Database
from corpus.errors import LibraryError


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_missing_driver_is_named(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LibraryError, match="psycopg"):
        Database(f"{scheme}://someone@127.0.0.1:1/none")
