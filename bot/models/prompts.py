"""The words sent to a model: files of data/, each with a version that is written into the answer's record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.models.client import Message
from corpus.errors import KnowledgeError
from corpus.shipped import read_yaml


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt. user: a template with {names} to fill in."""

    name: str
    version: str
    system: str
    user: str

    def messages(self, **parts: str) -> list[Message]:
        """The messages with `parts` filled in; braces in the parts are only text."""
        user = self.user
        for name, words in parts.items():
            user = user.replace("{" + name + "}", words)
        return [Message("system", self.system), Message("user", user)]


@cache
def load_prompt(name: str) -> Prompt:
    """A shipped prompt by its file name. Raises KnowledgeError when it is missing or malformed."""
    raw = read_yaml(f"{name}.yaml", "bot.models.data")
    try:
        return Prompt(name, str(raw["version"]), str(raw["system"]), str(raw["user"]))
    except KeyError as error:
        raise KnowledgeError(f"随带资料 bot/models/data/{name}.yaml 缺 {error}，请重新安装明白人。") from error
