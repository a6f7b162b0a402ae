"""Words of these channels (words.yaml): what they say, and what a button of the menu stands for."""

from __future__ import annotations

from functools import cache
from typing import Any

from corpus.shipped import read_yaml

_FILE = "words.yaml"


@cache
def words() -> dict[str, Any]:
    """The whole of words.yaml. Raises KnowledgeError when it is malformed."""
    return read_yaml(_FILE, "bot.channels.tencent")


def unread(kind: str) -> str:
    """What to say to a message of a kind that nobody can read here."""
    kinds: dict[str, str] = words()["unread"]
    return kinds.get(kind, kinds["other"])


def pressed(key: str) -> str:
    """The words that a menu key stands for: those of words.yaml, the key itself when it is in Chinese, else 帮助."""
    for column in words()["menu"]:
        if key in column["buttons"]:
            return str(column["buttons"][key][1])
    return key if any("\u4e00" <= sign <= "\u9fff" for sign in key) else "帮助"


def menu() -> dict[str, Any]:
    """The menu as 公众号 takes it (自定义菜单: three columns of at most five buttons)."""
    columns = [
        {
            "name": column["name"],
            "sub_button": [{"type": "click", "name": name, "key": key} for key, (name, _) in column["buttons"].items()],
        }
        for column in words()["menu"]
    ]
    return {"button": columns}
