"""Fixtures of bot's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.fakes import FakeServices, fake_services


@pytest.fixture
def services(home: Path) -> FakeServices:
    """Services of small parts on an empty data folder."""
    return fake_services(home)
