"""Conversations: found again, forgotten when quiet, place and role kept, one turn of a talk at a time."""

import datetime as dt
import threading

import pytest

from bot.dialogue.memory import KEPT, QUIET, MemoryConversations
from bot.dialogue.model import Block, Reply, ReplyStatus, Turn

START = dt.datetime(2026, 3, 18, 9, 0)


def test_a_talk_is_found_again_and_forgotten_when_quiet() -> None:
    store = MemoryConversations()
    with store.hold("web/-/a", START) as talk:
        talk.place, talk.pending, first = "江西省", {"quiz": {}}, talk.conversation_id
    with store.hold("web/-/a", START + QUIET) as talk:
        assert (talk.conversation_id, talk.pending) == (first, {"quiz": {}})
    with store.hold("web/-/a", START + 2 * QUIET + dt.timedelta(seconds=1)) as talk:
        assert talk.conversation_id != first
        assert (talk.place, talk.pending) == ("江西省", {})
    with store.hold("web/-/a", START + 2 * KEPT) as talk:
        assert talk.place is None


def test_the_oldest_goes_when_there_are_too_many_and_a_failed_turn_changes_nothing() -> None:
    store = MemoryConversations(most=2)
    for key in "abc":
        with store.hold(key, START) as talk:
            talk.place = key
    with store.hold("a", START) as talk:
        assert talk.place is None
    with pytest.raises(ValueError, match="halfway"), store.hold("c", START) as talk:
        talk.place = "nowhere"
        raise ValueError("halfway")
    with store.hold("c", START) as talk:
        assert talk.place == "c"
    store.forget("c")
    with store.hold("c", START) as talk:
        assert talk.place is None


def test_turns_of_one_talk_wait_for_each_other() -> None:
    store = MemoryConversations()

    def add() -> None:
        for _ in range(50):
            with store.hold("k", START) as talk:
                length = len(talk.history)
                talk.history.append({"role": "user", "content": str(length)})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.hold("k", START) as talk:
        assert [turn["content"] for turn in talk.history] == [str(n) for n in range(200)]


@pytest.mark.parametrize(("group", "key"), [(None, "wecom/-/u"), ("g", "wecom/g/u")])
def test_everybody_in_a_group_has_a_memory_of_his_own(group: str | None, key: str) -> None:
    assert Turn("wecom", "u", "好", START, group=group).key == key


def test_a_reply_as_text_and_as_json() -> None:
    reply = Reply(ReplyStatus.HELP, (Block("note", "一"), Block("note", "二")), conversation_id="c")
    assert reply.text == "一\n二"
    assert reply.as_json()["status"] == "help"
    assert reply.as_json()["blocks"][1] == {"kind": "note", "text": "二"}
