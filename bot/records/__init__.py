"""Records of the office (台账): work orders that live, answers, feedback, approved answers, their keeping and end.

`Records` is the front door (`services.records`); the tables and stores are in corpus/desk.
"""

from bot.records.answers import who_in, who_is
from bot.records.keeping import Terms
from bot.records.records import Handover, Records

__all__ = ["Handover", "Records", "Terms", "who_in", "who_is"]
