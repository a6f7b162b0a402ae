"""`mingbai channels`: are the platforms reached, and the menu of 公众号."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.commands import DONE, NOTHING_DONE, Job, Line, Run
from bot.commands.doctor import finding_line
from bot.commands.inputs import one_line
from bot.health import Finding
from bot.settings import variable
from corpus.errors import ChannelError, SettingsError

if TYPE_CHECKING:
    from bot.assembly import Services
    from bot.channels.tencent.api import Api

MENU_PATH = "/cgi-bin/menu/create"


def check(services: Services, job: Job) -> Run:
    """What doctor says of the channels, and whether each platform gives a token; exit code 1 when one does not.

    The connection of the bot is not tried: a second one would end the first.
    """
    # What speaks to platforms is loaded when it is asked for: every command passes by here.
    from bot.channels.checkup import channel_findings
    from bot.channels.wechat import wechat_api
    from bot.channels.wecom.app import wecom_api

    broken = False
    connected = services.connections.get("wecom")
    findings = list(channel_findings(services.settings, connected() if connected else None))
    for name, api in (("公众号", wechat_api(services.settings)), ("企业微信自建应用", wecom_api(services.settings))):
        if api is not None:
            findings.append(_reached(f"{name}接口", api))
    for finding in findings:
        broken |= finding.broken
        yield finding_line(finding, job)
    return NOTHING_DONE if broken else DONE


def set_menu(services: Services, job: Job) -> Run:
    """Give the 公众号 the menu of words.yaml. Raises SettingsError without AppID and AppSecret, ChannelError."""
    from bot.channels.tencent.words import menu
    from bot.channels.wechat import wechat_api

    api = wechat_api(services.settings)
    if api is None:
        names = "、".join(map(variable, ("wechat_appid", "wechat_secret")))
        raise SettingsError(f"设公众号菜单要先填 {names}；怎么取见 docs/channels.md。")
    made = menu()
    asyncio.run(api.post(MENU_PATH, made))
    if job.args.get("json"):
        yield Line(one_line(made))
    else:
        columns = "；".join(
            f"{column['name']}（{'、'.join(button['name'] for button in column['sub_button'])}）"
            for column in made["button"]
        )
        yield Line(f"公众号菜单设好了：{columns}。一两天内逐步对所有人生效，重新关注马上能看到。")
    return DONE


def _reached(name: str, api: Api) -> Finding:
    try:
        asyncio.run(api.check())
    except ChannelError as error:
        return Finding(name, False, error.text, "改好后再运行 mingbai channels check", broken=True)
    return Finding(name, True, "取到令牌，密钥和白名单没有问题")
