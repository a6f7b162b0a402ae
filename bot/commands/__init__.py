"""One module a command family. A command is a generator of lines that returns its exit code.

The same function runs in the process of the command line, or inside a running server that owns the data folder; so it
prints nothing itself and reads neither settings of the caller nor the clock: both come with its Job.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from corpus.errors import BadInput

if TYPE_CHECKING:
    from bot.assembly import Services

DONE, NOTHING_DONE, BAD_USE, IN_PART = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the user: a result on `out`, or a remark on `err`."""

    text: str
    to: Literal["out", "err"] = "out"


@dataclass(frozen=True, slots=True)
class Job:
    """What the caller wants: the command's arguments, his place (in words, as set), and the day it is for him."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    region: str | None = None
    today: dt.date = dt.date.min

    def as_json(self) -> dict[str, Any]:
        """The job as sent to a running server."""
        return {"name": self.name, "args": dict(self.args), "region": self.region, "today": self.today.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Job:
        """The job that `as_json` wrote. Raises BadInput for anything else."""
        try:
            return cls(data["name"], dict(data["args"]), data["region"], dt.date.fromisoformat(data["today"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput("服务器看不懂这条命令；请确认命令和服务器是同一个版本。") from error


Run = Generator[Line, None, int]
Command = Callable[["Services", Job], Run]


def commands() -> dict[str, Command]:
    """Every command that opens the library, by name."""
    from bot.commands import admin, ask, channels, doctor, ingest, library, records, rules, tool, train, triage

    return {
        "ask": ask.ask,
        "ask_batch": ask.ask_batch,
        "ingest": ingest.ingest,
        "library_list": library.show_list,
        "library_show": library.show,
        "library_duties": library.duties,
        "library_figures": library.figures,
        "library_deadlines": library.deadlines,
        "library_remove": library.remove,
        "triage": triage.triage,
        "triage_batch": triage.triage_batch,
        "rules_check": rules.check_rules,
        "rules_coverage": rules.show_coverage,
        "rules_params": rules.show_figures,
        "rules_set": rules.fill_in,
        "train_export": train.export,
        "train_next": train.next_item,
        "train_answer": train.answer,
        "train_report": train.report,
        "train_lesson": train.lesson,
        "train_drill": train.drill,
        "train_flag": train.flag,
        "train_review": train.review,
        "admin_create": admin.create,
        "admin_list": admin.show,
        "admin_password": admin.password,
        "admin_roles": admin.roles,
        "admin_disable": admin.disable,
        "admin_key": admin.key,
        "admin_keys": admin.keys,
        "admin_revoke": admin.revoke,
        "admin_audit": admin.audit,
        "records_orders": records.orders,
        "records_prune": records.prune,
        "records_erase": records.erase,
        "records_export": records.export,
        "channels_check": channels.check,
        "channels_menu": channels.set_menu,
        "doctor": doctor.doctor,
        "tool": tool.tool,
    }


def start(services: Services, job: Job) -> Run:
    """Begin a job. Raises BadInput for a command that this version does not have."""
    command = commands().get(job.name)
    if command is None:
        raise BadInput(f"没有“{job.name}”这条命令；请确认命令和服务器是同一个版本。")
    return command(services, job)


def in_part(good: int, bad: int) -> int:
    """The exit code of a run over many things."""
    if not bad:
        return DONE
    return IN_PART if good else NOTHING_DONE
