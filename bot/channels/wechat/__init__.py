"""公众号: callback messages of subscription and service accounts (订阅号、服务号).

`account` makes it out of the settings; `render` shows a reply. How it listens and answers is in bot/channels/tencent.
"""

from bot.channels.wechat.account import lacking, wechat_account, wechat_api

__all__ = ["lacking", "wechat_account", "wechat_api"]
