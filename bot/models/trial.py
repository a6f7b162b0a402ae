"""Trying an endpoint: does it answer, how soon, and in a shape that drafts can be read from (doctor, test button)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.models.client import Deadline, Message, ModelClient, ModelFailed
from bot.models.draft import DraftReader

SECONDS = 15.0
_ASK = [
    Message("system", '只写一行 JSON：{"text": "可以申请。", "cites": ["C1"]}'),
    Message("user", "[C1] 困难家庭可以申请。"),
]
_REASONS = {
    "timeout": ("没有在 15 秒内答完", "换快一些的模型，或检查服务器是否还在加载模型"),
    "status_401": ("密钥不对", "检查 MINGBAI_LLM_API_KEY"),
    "status_403": ("密钥没有权限", "检查 MINGBAI_LLM_API_KEY 和账户"),
    "status_404": ("没有这个模型或地址", "检查 MINGBAI_LLM_MODEL；地址一般以 /v1 结尾"),
    "status_429": ("请求太多或余额不足", "稍后再试，或检查账户余额"),
    "refused": ("连不上", "检查 MINGBAI_LLM_BASE_URL，以及这台机器能否访问它"),
    "open": ("刚才连续失败，暂停使用半分钟", "稍后再试"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying gave. text: what happened; next_step: what to do, "" when all is well."""

    good: bool
    text: str
    next_step: str = ""


def try_endpoint(client: ModelClient) -> Trial:
    """Ask for one short draft. Nothing of anybody's question is sent."""
    start, first, reader, read = time.monotonic(), 0.0, DraftReader(), 0
    try:
        for piece in client.stream(_ASK, Deadline(SECONDS)):
            first = first or time.monotonic() - start
            read += len(list(reader.feed(piece)))
        read += len(list(reader.rest()))
    except ModelFailed as failure:
        if first and failure.why == "timeout":
            return Trial(False, f"{first:.1f} 秒后有字，但 15 秒没有写完", "换快一些的模型，或减少同时使用的人")
        what, step = _REASONS.get(failure.why, (f"出错（{failure.why}）", "看模型服务器的日志"))
        return Trial(False, f"{what}；现在用不靠模型的回答", step)
    if not read:
        return Trial(False, f"{first:.1f} 秒后有字，但写不成句子；回答仍不靠模型", "换一个会按要求写 JSON 的模型")
    return Trial(True, f"{first:.1f} 秒后开始写，写法能读")
