"""What doctor says of the channels: which are on, what each still lacks, what would keep it from working."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.channels.tencent.codec import key_of
from bot.channels.wechat import lacking
from bot.channels.wecom import lacking_app, lacking_bot
from bot.channels.wecom.connection import State
from bot.channels.wecom.robot import GroupRobot
from bot.health import Finding
from corpus.errors import MingbaiError

if TYPE_CHECKING:
    from bot.settings import Settings

_GUIDE = "docs/channels.md"
_BOT = "企业微信机器人"


def channel_findings(settings: Settings, connected: str | None = None) -> Iterator[Finding]:
    """One finding for each channel that is wanted; one for all when none is.

    connected: the state of the bot's connection in a running server, None when there is none to ask.
    """
    missing = {
        "公众号": lacking(settings),
        _BOT: lacking_bot(settings),
        "企业微信自建应用": lacking_app(settings),
    }
    wanted = {name: names for name, names in missing.items() if names is not None}
    if not wanted and settings.wecom_webhook is None:
        yield Finding("公众号、企业微信", True, f"没有接入；要接入见 {_GUIDE}")
        return
    for name, names in wanted.items():
        if name == _BOT and not names and connected is not None:
            yield _connection(State(connected))
        else:
            yield _one(settings, name, names)
    if settings.wecom_webhook is not None:
        yield _robot(settings.wecom_webhook.get_secret_value())


def _one(settings: Settings, name: str, missing: list[str]) -> Finding:
    if missing:
        return Finding(name, False, f"没有开通，还缺 {'、'.join(missing)}", f"按 {_GUIDE} 设置后重启 mingbai serve")
    keys = {"公众号": settings.wechat_aes_key, "企业微信自建应用": settings.wecom_aes_key}
    key = keys.get(name)
    fault = _fault(lambda: key_of(key.get_secret_value())) if key else None
    if fault:
        return Finding(name, False, fault, f"按 {_GUIDE} 改好后重启 mingbai serve", broken=True)
    if name == _BOT:
        return Finding(name, True, "设置齐了；启动后由这台电脑连出去，不用公网地址")
    path = "/wechat/callback" if name == "公众号" else "/wecom/callback"
    if name == "公众号" and key is None:
        return Finding(name, True, f"设置齐了（明文模式），回调地址 {path}；建议改用安全模式，见 {_GUIDE}")
    return Finding(name, True, f"设置齐了，回调地址 {path}")


def _connection(state: State) -> Finding:
    """How the bot's connection is doing, and what to do about it."""
    if state is State.UP:
        return Finding(_BOT, True, "连着企业微信")
    if state is State.REFUSED:
        return Finding(_BOT, False, "企业微信不认 Bot ID 或 Secret", "重新复制后重启 mingbai serve", broken=True)
    if state is State.REPLACED:
        text = "另一台电脑用这个机器人连上了，这边已断开"
        return Finding(_BOT, False, text, "停掉另一台，再重启 mingbai serve", broken=True)
    return Finding(_BOT, False, "正在连企业微信", "一直连不上就检查这台电脑能否上外网")


def _robot(webhook: str) -> Finding:
    fault = _fault(lambda: GroupRobot(webhook))
    if fault:
        return Finding("企业微信群提醒", False, fault, "在群里重新复制机器人的地址", broken=True)
    return Finding("企业微信群提醒", True, "设置齐了，派单时在群里提醒")


def _fault(tried: Callable[[], object]) -> str | None:
    try:
        tried()
    except MingbaiError as error:
        return error.text
    return None
