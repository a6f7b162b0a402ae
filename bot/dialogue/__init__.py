"""One dialogue for all channels (对话): `Dialogue.reply(turn)` gives a `Reply`.

Where to look: `model` the nouns; `dialogue` the front door and the way of a turn; `memory` where conversations are
kept. Words and patterns stand in data/.
"""

from bot.dialogue.dialogue import Dialogue, Recorder
from bot.dialogue.model import Block, Choice, Conversation, Conversations, Reply, ReplyStatus, Talk, Turn

__all__ = [
    "Block",
    "Choice",
    "Conversation",
    "Conversations",
    "Dialogue",
    "Recorder",
    "Reply",
    "ReplyStatus",
    "Talk",
    "Turn",
]
