"""`mingbai triage`: one household's story, or a file of stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import Job, Line, Run, in_part
from bot.commands.inputs import batch_lines, check_characters, check_region, item_id, one_line, read_day, read_item
from bot.triage_lines import triage_lines
from corpus.errors import BadField, MingbaiError
from triage.case import Turn
from triage.case.model import turns_from_json

if TYPE_CHECKING:
    from bot.assembly import Services

NARRATIVE_MAX = 20_000
TURNS_MAX = 100
CHANNELS = ("phone", "cadre_note", "visit", "wechat", "petition", "data")


def triage(services: Services, job: Job) -> Run:
    """Triage args.narrative for args.region (else the caller's), told on args.call_date (else his today).

    args.turns: what was said since, as turns of the contract's `case`.
    """
    found = triage_item(services, job.args, job.region, job.today)
    if job.args.get("json"):
        yield Line(one_line(found))
    else:
        yield from map(Line, triage_lines(found))
    yield from save_papers(found, job)
    return 0


def save_papers(found: Mapping[str, Any], job: Job) -> Iterator[Line]:
    """Save order and card where asked; say so, and say what there is none of. Raises OutputFailed, BadInput."""
    from triage.papers import save_card, save_order

    for name, said, save, thing in (
        ("order", "工单", save_order, found["work_order"]),
        ("card", "明白卡", save_card, found["card"]),
    ):
        path = job.args.get(name)
        if path and thing is None:
            yield Line(f"这次没有{said}可存（不归本台，或没有可能适用的措施）。", "err")
        elif path:
            notes = save(thing, Path(str(path)))
            yield Line(f"{said}已存到 {path}。{''.join(notes)}", "err")


def triage_batch(services: Services, job: Job) -> Run:
    """Triage each line of the file args.batch, in order; a bad line gives an error object in its place."""
    good = bad = 0
    for line in batch_lines(Path(str(job.args["batch"]))):
        told_id: str | int | None = None
        try:
            item = read_item(line)
            told_id = item_id(item)
            yield Line(one_line(triage_item(services, item, job.args.get("region") or job.region, job.today)))
            good += 1
        except MingbaiError as error:
            bad += 1
            yield Line(one_line({"id": told_id, "error": error.as_json()}))
    if bad:
        yield Line(f"{good + bad} 行中有 {bad} 行没有办成，原因见输出中的 error。", "err")
    return in_part(good, bad)


def triage_item(services: Services, item: Mapping[str, Any], region: str | None, today: dt.date) -> dict[str, Any]:
    """The triage object for one object of a batch or a request; its own place goes before `region`.

    A case goes on with `case` as it came out, or `narrative`, and in `turns` what was said since.
    Raises BadField, BadInput, UnknownPlace, AmbiguousPlace.
    """
    case = item.get("case")
    kept: Mapping[str, Any] = case if isinstance(case, Mapping) else {}
    turns = (*turns_from_json(kept.get("turns")), *turns_from_json(item.get("turns")))
    check_length(turns)
    return services.triage(
        check_narrative(item.get("narrative") or kept.get("narrative")),
        check_region(item.get("region") or kept.get("region")) or region,
        call_date(item.get("call_date") or kept.get("call_date"), today),
        check_channel(item.get("channel") or kept.get("channel")),
        item_id(item),
        turns,
    )


def check_length(turns: Sequence[Turn]) -> None:
    """Raises BadField when a case has more turns, or more words in them, than can be worked on at once."""
    said = sum(len(turn.say) for turn in turns)
    if len(turns) > TURNS_MAX or said > NARRATIVE_MAX:
        raise BadField(
            f"接着说的太长（{len(turns)} 轮、{said} 字，至多 {TURNS_MAX} 轮、{NARRATIVE_MAX} 字）；请另起一个来情。"
        )
    for turn in turns:
        check_characters(turn.say, "say")


def check_narrative(narrative: object) -> str:
    """A story as it came. Raises BadField when it is missing, empty, too long or broken."""
    if not isinstance(narrative, str) or not narrative.strip():
        raise BadField("没有情况：narrative 要写来电人说的话。")
    if len(narrative) > NARRATIVE_MAX:
        raise BadField(f"情况太长（{len(narrative)} 字）；请缩到 {NARRATIVE_MAX} 字以内，或分成几次录入。")
    return check_characters(narrative, "narrative")


def check_channel(channel: object) -> str:
    """How the story came in, phone when not said. Raises BadField for a way that the contract does not know."""
    if channel is None or channel == "":
        return CHANNELS[0]
    if channel not in CHANNELS:
        raise BadField(f"channel 只能是 {'、'.join(CHANNELS)} 之一；请改好后重来。")
    return str(channel)


def call_date(day: object, today: dt.date) -> dt.date:
    """The day of the call, today when not said. Raises BadInput for words that are no date."""
    return today if day is None or day == "" else read_day(day)
