"""A dialogue over the real parts on the shipped corpus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from bot.assembly import Services, build
from bot.clock import BEIJING
from bot.dialogue import Dialogue, Reply, Turn
from bot.settings import load_settings

START = dt.datetime(2026, 11, 1, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The real parts, opened once a module."""
    services = build(load_settings(home=tmp_path_factory.mktemp("talks")))
    yield services
    services.close()


@pytest.fixture
def say(whole: Services) -> Callable[..., Reply]:
    """Says one thing after another in one talk; more fields of the turn by name."""
    dialogue, minutes = Dialogue(whole), iter(range(1000))

    def said(text: str, **more: object) -> Reply:
        at = START + dt.timedelta(minutes=next(minutes))
        given: dict[str, object] = {"channel": "test", "user": "u", "text": text, "at": at, **more}
        return dialogue.reply(Turn(**given))  # type: ignore[arg-type]

    return said
