from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.dialogue.model import Reply, ReplyStatus, Turn
from bot.http.background import LaterTalk
from tests.bot.fakes import fake_services

AT = dt.datetime(2026, 11, 20, tzinfo=dt.timezone(dt.timedelta(hours=8)))


class _Talk:
    def reply(self, turn: Turn) -> Reply:
        return Reply(ReplyStatus.HELP, ())


def test_users_and_groups_of_a_platform_may_speak_so_often(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = fake_services(home, rate_talk=2, rate_group=3)
    monkeypatch.setattr(services.limits, "_clock", lambda: 0.0)
    services._parts["dialogue"] = _Talk()
    talk = LaterTalk(services)

    def said(user: str, group: str | None = None) -> ReplyStatus:
        return talk.reply(Turn("wecom", user, "在吗", AT, group=group)).status

    assert [said("a") for _ in range(3)] == [ReplyStatus.HELP, ReplyStatus.HELP, ReplyStatus.FAILED]
    assert said("b") is ReplyStatus.HELP
    assert [said(user, "g") for user in "cdef"] == [ReplyStatus.HELP] * 3 + [ReplyStatus.FAILED]
    told = talk.reply(Turn("wecom", "a", "在吗", AT))
    assert "秒" in told.text
