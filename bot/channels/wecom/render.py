"""A reply in 企业微信: Markdown for the bot, and a card with buttons where something may be chosen."""

from __future__ import annotations

import re
from typing import Any

from bot.channels.tencent.plain import cut
from bot.channels.tencent.words import words
from bot.dialogue.model import Block, Choice, Reply

# The whole of a streamed text (document path 101031); what is over is refused.
LIMIT = 20_480
# What the dialogue may fill: marks of quotes and the card's line come on top.
ROOM = 18_000
_LABEL = 12
_BUTTONS = range(2, 7)
# Signs of Markdown that a document or a user may have written: shown as their wide twins, which mean nothing.
_SHOWN = str.maketrans({"*": "＊", "`": "｀", "_": "＿", "~": "～", "<": "＜", "\\": "＼"})
_AT_START = re.compile(r"^(\s*)([#>])", re.MULTILINE)
_TWIN = {"#": "＃", ">": "＞"}
_QUOTED = frozenset({"source", "warning"})


def markdown(reply: Reply) -> str:
    """The text of the bot's message, at most LIMIT bytes: sources and warnings as quotes, dangers in bold."""
    lines: list[str] = []
    quoting = False
    for block in reply.blocks:
        if quoting and block.kind not in _QUOTED:
            lines.append("")  # else the line after a quote belongs to it
        quoting = block.kind in _QUOTED
        lines.append(_shown(block))
    return cut("\n".join(lines), LIMIT)


def card(reply: Reply, task_id: str) -> dict[str, Any] | None:
    """A card with a button for each choice, None where there is nothing to choose or too much for buttons.

    task_id: names the card, never the same twice.
    """
    if len(reply.choices) not in _BUTTONS:
        return None
    return {
        "card_type": "button_interaction",
        "main_title": {"title": words()["choose"]},
        "button_list": [_button(choice) for choice in reply.choices],
        "task_id": task_id,
    }


def chosen_card(label: str, task_id: str) -> dict[str, Any]:
    """The card after a button was pressed."""
    button = {"text": label[:_LABEL], "style": 2, "key": "done"}
    return {
        "card_type": "button_interaction",
        "main_title": {"title": words()["chosen"]},
        "button_list": [button],
        "task_id": task_id,
    }


def _button(choice: Choice) -> dict[str, Any]:
    label = f"{choice.number}. {choice.label}"
    # The key comes back when the button is pressed: the words themselves, so nothing has to be remembered.
    return {"text": label[:_LABEL], "style": 1, "key": choice.say}


def _shown(block: Block) -> str:
    text = _AT_START.sub(lambda found: found[1] + _TWIN[found[2]], block.text.translate(_SHOWN))
    text = text.replace("](", "] (")
    if block.kind == "danger":
        return f"**{text}**"
    return "\n".join(f"> {line}" for line in text.splitlines()) if block.kind in _QUOTED else text
