"""企业微信: the app that members write to (`app`), the bot over a connection of ours (`bot`, `connection`), the robot
of a group that only tells (`robot`)."""

from bot.channels.wecom.app import lacking_app, wecom_app
from bot.channels.wecom.bot import WS_URL, WecomBot, lacking_bot

__all__ = ["WS_URL", "WecomBot", "lacking_app", "lacking_bot", "wecom_app"]
