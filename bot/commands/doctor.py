"""`mingbai doctor`: is everything fit to work, and what a place still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands import DONE, NOTHING_DONE, Job, Line, Run
from bot.commands.inputs import one_line
from bot.health import Finding, checks, lacks

if TYPE_CHECKING:
    from bot.assembly import Services


def doctor(services: Services, job: Job) -> Run:
    """Check the set-up (args.repair: rebuild what can be rebuilt first) and, for args.county, list what it lacks.

    Exit code 1 when something is broken; what a place lacks is no fault of the machine.
    """
    county = services.place(job.args.get("county"))
    if job.args.get("repair"):
        yield Line("正在重建检索索引……", "err")
        services.rebuild()
    broken = False
    for finding in checks(services):
        broken |= finding.broken
        yield finding_line(finding, job)
    if county is not None:
        for finding in lacks(services, county, job.today):
            yield finding_line(finding, job)
    return NOTHING_DONE if broken else DONE


def finding_line(finding: Finding, job: Job) -> Line:
    """A finding as a line: ✓ fine, ✗ broken, · missing; or as JSON."""
    if job.args.get("json"):
        return Line(one_line(finding.as_json()))
    sign = "✓" if finding.good else "✗" if finding.broken else "·"
    return Line(f"{sign} {finding.name}：{finding.text}" + (f" → {finding.next_step}" if finding.next_step else ""))
