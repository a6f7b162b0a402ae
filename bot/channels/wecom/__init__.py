"""企业微信: the app that members write to (`app`), the bot over a connection of ours (`bot`), the robot of a group that
only tells (`robot`)."""

from bot.channels.wecom.app import lacking_app, wecom_app

__all__ = ["lacking_app", "wecom_app"]
