"""Conversations in the database: found by another process, forgotten when quiet, the key unreadable."""

import datetime as dt
from pathlib import Path

from sqlalchemy import text

from bot.dialogue.kept import KeptConversations
from bot.dialogue.memory import KEPT, QUIET
from corpus.database import Database
from corpus.desk.talk_store import TalkStore

START = dt.datetime(2026, 3, 18, 9, 0)
KEY = "wechat/-/o-secret-open-id"


def test_a_talk_outlives_the_process_and_the_key_cannot_be_read(home: Path) -> None:
    url = f"sqlite:///{home / 'talks.db'}"
    with KeptConversations(TalkStore(Database(url))).hold(KEY, START) as talk:
        talk.place, first = "江西省", talk.conversation_id
        talk.waits_for("quiz", {"item": {"id": "Q1"}})
    database = Database(url)
    store = KeptConversations(TalkStore(database))
    with store.hold(KEY, START + QUIET) as talk:
        assert (talk.conversation_id, talk.place, talk.pending) == (first, "江西省", {"quiz": {"item": {"id": "Q1"}}})
    with database.read() as connection:
        rows = connection.execute(text("SELECT * FROM talks")).all()
    assert len(rows) == 1
    assert "secret" not in str(rows)
    with store.hold(KEY, START + 3 * QUIET) as talk:
        assert (talk.place, talk.pending) == ("江西省", {})
    store.forget(KEY)
    with store.hold(KEY, START) as talk:
        assert talk.place is None


def test_what_was_told_is_erased_when_a_talk_is_quiet_and_place_and_role_stay(home: Path) -> None:
    database = Database(f"sqlite:///{home / 'talks.db'}")
    with KeptConversations(TalkStore(database)).hold(KEY, START) as talk:
        talk.place, talk.role = "江西省", "村干部"
        talk.waits_for("triage", {"case": {"narrative": "周满仓家断粮了"}})
    again = KeptConversations(TalkStore(database))
    with again.hold("web/-/other", START + QUIET / 2):
        pass
    with database.read() as connection:
        assert "narrative" in str(connection.execute(text("SELECT content FROM talks")).all())
    with KeptConversations(TalkStore(database)).hold("web/-/other", START + 2 * QUIET):
        pass
    with database.read() as connection:
        assert "narrative" not in str(connection.execute(text("SELECT content FROM talks")).all())
    with again.hold(KEY, START + 3 * QUIET) as talk:
        assert (talk.place, talk.role, talk.pending) == ("江西省", "村干部", {})


def test_old_talks_are_erased(home: Path) -> None:
    store = TalkStore(Database(f"sqlite:///{home / 'talks.db'}"))
    store.put("a", START.isoformat(), {"x": 1})
    store.put("b", (START + KEPT).isoformat(), {"x": 2})
    assert store.forget_before((START + dt.timedelta(days=1)).isoformat()) == 1
    assert (store.get("a"), store.get("b")) == (None, {"x": 2})
