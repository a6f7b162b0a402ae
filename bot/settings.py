"""The table of settings: name, default, help. Nobody else reads the environment.

A setting is an environment variable MINGBAI_<NAME>, or a line of the same form in the file mingbai.env of the data
folder; the environment wins. docs/settings.md is generated from this table.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.clock import is_clock
from corpus.errors import SettingsError

PREFIX = "MINGBAI_"
FILE_NAME = "mingbai.env"
# Switches of the set-up and of the tests: no settings of the program, yet no misspellings either.
FOREIGN = frozenset({"MINGBAI_SLIM", "MINGBAI_SHARED"})
_SWITCH = {"on": True, "true": True, "1": True, "yes": True, "off": False, "false": False, "0": False, "no": False}


def _folder(value: object) -> Path:
    return Path(str(value)).expanduser().absolute()


def _clock(value: object) -> object:
    if value is not None and not is_clock(str(value)):
        raise ValueError("要写成日期（2026-03-18）或天数差（+90d）")
    return value


def _switch(value: object) -> bool:
    word = str(value).strip().lower()
    if word not in _SWITCH:
        raise ValueError("要写成 on 或 off")
    return _SWITCH[word]


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise ValueError("要写成大于 0、小于 3600 的秒数")
    return seconds


def _rate(value: object) -> int:
    text = str(value).strip()
    if not text.isdecimal() or int(text) > 1_000_000:
        raise ValueError("要写成次数，如 120；0 是不限")
    return int(text)


def _days(value: object) -> int:
    text = str(value).strip()
    if not text.isdecimal() or int(text) > 36_500:
        raise ValueError("要写成天数，如 180；0 的意思见 docs/settings.md")
    return int(text)


def _url(*schemes: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value is not None and urlsplit(str(value)).scheme.split("+")[0] not in schemes:
            raise ValueError("要写成以 " + " 或 ".join(f"{scheme}://" for scheme in schemes) + " 开头的地址")
        return value

    return BeforeValidator(check)


_Web = Annotated[str | None, _url("http", "https")]


class Settings(BaseSettings):
    """All settings, checked. Secrets stay hidden when the object is printed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    home: Annotated[Path, BeforeValidator(_folder)] = Field(
        default_factory=lambda: Path.home() / ".mingbai", description="数据目录：资料库、检索索引、记录都在里面。"
    )
    database_url: Annotated[str | None, _url("sqlite", "postgresql")] = Field(
        default=None, description="资料库地址；不填用数据目录里的 SQLite 文件，也可填 PostgreSQL 地址。"
    )
    chroma_url: _Web = Field(default=None, description="Chroma 服务地址；不填用数据目录里内嵌的 Chroma。")
    embedder: str | None = Field(
        default=None, description="另用的向量模型名或目录（sentence-transformers）；不填用自带小模型。"
    )
    reranker: str | None = Field(
        default=None, description="另用的重排模型名或目录（sentence-transformers 的 CrossEncoder）；不填不重排。"
    )
    region: str | None = Field(
        default=None, description="本地所在地，如 江西省/南昌市/进贤县；提问时没有说地点就按它回答。"
    )
    clock: Annotated[str | None, BeforeValidator(_clock)] = Field(
        default=None, description="把“今天”定为某日（2026-03-18）或推移（+90d），只供测试和培训。"
    )
    llm_base_url: _Web = Field(default=None, description="大模型服务地址（OpenAI 兼容）；不填则不用模型。")
    llm_api_key: SecretStr | None = Field(default=None, description="大模型服务的密钥。")
    llm_model: str | None = Field(default=None, description="大模型名称。")
    llm_deadline: Annotated[float, BeforeValidator(_seconds)] = Field(
        default=8.0, description="等大模型写完的最长秒数；三秒多还没有一句核对过的话，就用不靠模型的回答。"
    )
    api_key: SecretStr | None = Field(
        default=None, description="网页和接口的访问密钥；不填也没有账号时只许本机访问（见 docs/security.md）。"
    )
    guests: Annotated[bool, BeforeValidator(_switch)] = Field(
        default=False, description="on：没有登录的人也可以提问和看文件；off：要先登录。没有账号时本机不受限制。"
    )
    rate_user: Annotated[int, BeforeValidator(_rate)] = Field(
        default=120, description="一个账号（没有登录的按地址）一分钟最多几个请求，0 不限；本机不限。"
    )
    rate_key: Annotated[int, BeforeValidator(_rate)] = Field(
        default=600, description="一把密钥一分钟最多几个请求，0 不限。"
    )
    rate_talk: Annotated[int, BeforeValidator(_rate)] = Field(
        default=20, description="渠道里一个人一分钟最多说几句，0 不限。"
    )
    rate_group: Annotated[int, BeforeValidator(_rate)] = Field(
        default=60, description="渠道里一个群一分钟最多说几句，0 不限。"
    )
    log_requests: Annotated[bool, BeforeValidator(_switch)] = Field(
        default=False, description="on：每个请求记一行日志（JSON，写到标准错误，不含问的话）；off：只记警告和错误。"
    )
    handover_url: _Web = Field(default=None, description="工单转办到县里自己的热线系统：接收 JSON 的地址；不填不推送。")
    handover_secret: SecretStr | None = Field(default=None, description="转办签名的密钥，和对方约好的一串随机字符。")
    handover_auto: Annotated[bool, BeforeValidator(_switch)] = Field(
        default=False, description="on：派单时自动转办；off：由坐席逐张转。"
    )
    keep_answers: Annotated[int, BeforeValidator(_days)] = Field(
        default=180, description="问答记录保存几天（问话先遮盖个人信息），0 是不保存；反馈处理完后也按它。"
    )
    keep_orders: Annotated[int, BeforeValidator(_days)] = Field(
        default=1095, description="工单办结后保存几天，0 是一直保存。"
    )
    keep_audit: Annotated[int, BeforeValidator(_days)] = Field(
        default=0, description="审计记录保存几天，0 是一直保存。"
    )
    wechat_token: SecretStr | None = Field(
        default=None, description="公众号服务器配置里的令牌（Token）；不填不接公众号。"
    )
    wechat_appid: str | None = Field(default=None, description="公众号的 AppID；加密和主动发消息时要填。")
    wechat_aes_key: SecretStr | None = Field(
        default=None, description="公众号的消息加解密密钥（EncodingAESKey）；填了就只收加密的消息。"
    )
    wechat_secret: SecretStr | None = Field(
        default=None, description="公众号的 AppSecret；设菜单、主动发消息（要认证过的账号）时要填。"
    )
    wechat_api_base: _Web = Field(default=None, description="微信接口地址；不填用官方的，测试时换成模拟器。")
    wecom_bot_id: str | None = Field(default=None, description="企业微信智能机器人的 Bot ID（长连接方式）；不填不接。")
    wecom_bot_secret: SecretStr | None = Field(default=None, description="企业微信智能机器人的 Secret。")
    wecom_ws_url: Annotated[str | None, _url("ws", "wss")] = Field(
        default=None, description="企业微信长连接地址；不填用官方的，测试时换成模拟器。"
    )
    wecom_corp_id: str | None = Field(default=None, description="企业微信的企业 ID（接自建应用时填）。")
    wecom_agent_id: str | None = Field(default=None, description="企业微信自建应用的 AgentId。")
    wecom_token: SecretStr | None = Field(default=None, description="自建应用“接收消息”里的 Token；不填不接自建应用。")
    wecom_aes_key: SecretStr | None = Field(default=None, description="自建应用“接收消息”里的 EncodingAESKey。")
    wecom_secret: SecretStr | None = Field(default=None, description="自建应用的 Secret；主动发消息时要填。")
    wecom_api_base: _Web = Field(default=None, description="企业微信接口地址；不填用官方的，测试时换成模拟器。")
    wecom_webhook: SecretStr | None = Field(
        default=None, description="企业微信群机器人的地址（Webhook）；填了，派单时在群里提醒，不含居民信息。"
    )

    def library_url(self) -> str:
        """The database address that the library opens."""
        return self.database_url or f"sqlite:///{(self.home / 'mingbai.db').as_posix()}"


def variable(field: str) -> str:
    """The environment variable of a field: home -> MINGBAI_HOME."""
    return PREFIX + field.upper()


def is_secret(field: str) -> bool:
    """Whether the value of a field must never be shown."""
    kind = Settings.model_fields[field].annotation
    return kind is SecretStr or SecretStr in get_args(kind)


def load_settings(**given: object) -> Settings:
    """Settings of this process: `given` first, then the environment, then <home>/mingbai.env.

    Raises SettingsError, one Chinese line that names the variable, for a value that cannot be used or an unknown
    name in the file.
    """
    home = _folder(given.get("home") or os.environ.get(variable("home")) or Path.home() / ".mingbai")
    file = home / FILE_NAME
    if file.is_file():
        _check_names(file)
    try:
        # The keyword arguments of pydantic-settings itself are not in the signature that a type checker sees.
        sources: dict[str, Any] = {"_env_file": file if file.is_file() else None, "_env_file_encoding": "utf-8-sig"}
        return Settings(**(sources | given))
    except ValidationError as error:
        raise SettingsError(_explain(error, file)) from error


def unknown_variables() -> list[str]:
    """Variables of the environment that begin like ours and mean nothing: most likely misspelt."""
    known = {variable(name) for name in Settings.model_fields} | FOREIGN
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _check_names(file: Path) -> None:
    try:
        names = [name.upper() for name in dotenv_values(file, encoding="utf-8-sig")]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {file} 读不出来；请用 UTF-8 编码另存后重来。") from error
    known = [variable(name) for name in Settings.model_fields if name != "home"]
    for name in names:
        if name == variable("home"):
            raise SettingsError(f"{name} 不能写在 {file} 里（这个文件本身就在数据目录中）；请改用环境变量。")
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
            hint = f"是不是 {near[0]}？" if near else "可用的名称见 docs/settings.md。"
            raise SettingsError(f"设置文件 {file} 里有不认识的名称 {name}；{hint}")


def _explain(error: ValidationError, file: Path) -> str:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    shown = "" if is_secret(field) else f"“{first['input']}”"
    why = str(first["ctx"]["error"]) if "error" in first.get("ctx", {}) else "写法不对"
    return f"设置 {variable(field)} 的值{shown}不能用：{why}；请改环境变量或 {file} 后重来。"
