"""The figures that only a county knows (县级参数): lines, ratios and sums of the rules, dated and with their source.

One YAML file a county in MINGBAI_HOME/parameters, written by `mingbai rules set` or by hand. What is not there is not
known: nothing is ever taken for granted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from corpus.errors import KnowledgeError
from corpus.status import reaches
from triage.rules.schema import DateText, Rule, RuleId, Shape

_YEAR = "_year"
_MONTHS = 12
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Setting(Shape):
    """One figure of one place: `rule` and `name` say which parameter; `source` is the paper it was read in."""

    rule: RuleId
    name: Annotated[str, Field(min_length=1)]
    value: float
    unit: str
    period: str | None = None
    valid_from: DateText
    valid_to: DateText | None = None
    source: Annotated[str, Field(min_length=2)]


class CountyFile(Shape):
    """A county's file: its full path, and its figures."""

    region: str
    parameters: tuple[Setting, ...] = ()


class Parameters:
    """The figures of all counties that filled theirs in."""

    def __init__(self, counties: Iterable[CountyFile] = ()) -> None:
        self.counties = tuple(counties)

    @classmethod
    def load(cls, folder: Path) -> Parameters:
        """The files of a folder, none when there is no folder. Raises KnowledgeError naming the file."""
        return cls(read_county(path) for path in sorted(folder.glob("*.yaml")))

    def of(self, rule: Rule, place: str | None, day: dt.date) -> Mapping[str, float | None]:
        """Each parameter of a rule at a place on a day; None = not filled in. The nearest place goes first."""
        return {name: self._value(rule, name, place, day) for name in rule.params}

    def _value(self, rule: Rule, name: str, place: str | None, day: dt.date) -> float | None:
        found = self.setting(rule, name, place, day)
        return found.value if found else None

    def setting(self, rule: Rule, name: str, place: str | None, day: dt.date) -> Setting | None:
        """The figure that holds for a parameter, with its source; None when nobody filled it in.

        A figure a year (line_year) that is not there itself is twelve times its figure a month (line).
        """
        if place is None:
            return None
        return self._own(rule, name, place, day) or self._from_months(rule, name, place, day)

    def _from_months(self, rule: Rule, name: str, place: str, day: dt.date) -> Setting | None:
        monthly = name.removesuffix(_YEAR)
        if monthly == name or monthly not in rule.params or rule.params[monthly].period != "month":
            return None
        found = self._own(rule, monthly, place, day)
        if found is None:
            return None
        source = f"{found.source}（按12个月折算）"
        return found.model_copy(
            update={"name": name, "value": found.value * _MONTHS, "period": "year", "source": source}
        )

    def _own(self, rule: Rule, name: str, place: str, day: dt.date) -> Setting | None:
        wanted = rule.params[name]
        fitting = [
            (county.region, setting)
            for county in self.counties
            if reaches(county.region, place)
            for setting in county.parameters
            if (setting.rule, setting.name) == (rule.id, name)
            and (setting.unit, setting.period) == (wanted.unit, wanted.period)
            and setting.valid_from <= day.isoformat() <= (setting.valid_to or "9999")
        ]
        return max(fitting, key=lambda one: (len(one[0]), one[1].valid_from))[1] if fitting else None


def read_county(path: Path) -> CountyFile:
    """A county's file. Raises KnowledgeError naming the file and what is wrong with it."""
    try:
        return CountyFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))  # noqa: S506
    except OSError as error:
        raise KnowledgeError(f"参数文件 {path.name} 读不到（{error.strerror}）；请检查文件权限。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"参数文件 {path.name} 读不懂（{error}）；请对照 parameters.example.yaml 改好。"
        ) from error
    except ValidationError as error:
        found = error.errors()[0]
        where = ".".join(map(str, found["loc"]))
        raise KnowledgeError(
            f"参数文件 {path.name} 的 {where} 写法有误（{found['msg']}）；请对照 parameters.example.yaml 改好。"
        ) from error
