"""All rules, by the day and the place they hold for (规则库). Front door of this folder: `RuleBook.load()`."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from corpus.errors import KnowledgeError
from corpus.status import NATION, reaches
from triage.rules.kept import keep, read_kept
from triage.rules.schema import Rule

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_RULES = frozenset({"documents.yaml", "categories.yaml", "parameters.example.yaml"})


class RuleBook:
    """The rules of some files. Several rules may bear one id: of other places, or of other days."""

    def __init__(self, rules: Iterable[Rule], fingerprint: str = "") -> None:
        self.rules = tuple(rules)
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, *folders: Path, cache: Path | None = None) -> RuleBook:
        """The shipped rules and those of further folders. cache: a folder where read rules are kept by the hash of
        their files, so that thousands load in a moment. Raises KnowledgeError naming file, rule and what is wrong.
        """
        files_ = [(file.name, file.read_bytes()) for file in _rule_files(folders)]
        fingerprint = hashlib.sha256(b"".join(raw for _, raw in files_)).hexdigest()
        kept = read_kept(cache, fingerprint)
        if kept is not None:
            return cls(kept, fingerprint)
        rules = tuple(rule for name, raw in files_ for rule in read_rules(raw, name))
        keep(cache, fingerprint, rules)
        return cls(rules, fingerprint)

    def in_force(self, place: str | None, day: dt.date) -> tuple[Rule, ...]:
        """The rules that hold in a place (full path, None = not known: national ones) on a day, one an id.

        Of several with one id that of the nearest place wins.
        """
        nearest: dict[str, Rule] = {}
        for rule in sorted(self.rules, key=_nearness):
            if _in_force(rule, day) and _reaches(rule, place):
                nearest[rule.id] = rule
        return tuple(nearest.values())

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """What callers call each rule, by id."""
        names: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            names.setdefault(rule.id, {}).update(dict.fromkeys(rule.names))
        return {rule_id: tuple(words) for rule_id, words in names.items()}


def read_rules(raw: bytes, name: str) -> Iterator[Rule]:
    """The rules of one file. Raises KnowledgeError naming the file, the rule and the field."""
    try:
        data = yaml.load(raw.decode("utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"规则文件 {name} 读不懂（{error}）；请按 corpus/rules 里的写法改好再用。") from error
    entries = data.get("rules") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise KnowledgeError(f"规则文件 {name} 里没有 rules 列表；请按 corpus/rules 里的写法改好再用。")
    for number, entry in enumerate(entries, 1):
        try:
            yield Rule.model_validate(entry)
        except ValidationError as error:
            raise KnowledgeError(
                f"规则文件 {name} {_which(entry, number)}写法有误：{_first(error)}；请改好再用。"
            ) from error


def _rule_files(folders: Iterable[Path]) -> Iterator[Traversable | Path]:
    for folder in (files("corpus").joinpath("rules"), *folders):
        yield from sorted(
            (file for file in folder.iterdir() if file.name.endswith(".yaml") and file.name not in _NO_RULES),
            key=lambda file: file.name,
        )


def _which(entry: Any, number: int) -> str:  # noqa: ANN401 - raw YAML
    return f"的 {entry['id']} " if isinstance(entry, dict) and entry.get("id") else f"第{number}条"


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    where = ".".join(str(part) for part in found["loc"] if not str(part).isupper())
    return f"{where} {found['msg']}" if where else str(found["msg"])


def _nearness(rule: Rule) -> int:
    """Deeper places after shallower ones, the nation first; sorting keeps the order of the files otherwise."""
    return 0 if rule.scope == NATION else len(rule.scope.split("/"))


def _in_force(rule: Rule, day: dt.date) -> bool:
    said = day.isoformat()
    return (rule.valid_from or "") <= said <= (rule.valid_to or "9999")


def _reaches(rule: Rule, place: str | None) -> bool:
    return rule.scope == NATION or (place is not None and reaches(rule.scope, place))
