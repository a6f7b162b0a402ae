"""`mingbai ask`: one question, or a file of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answer_lines import answer_lines
from bot.commands import Job, Line, Run, in_part
from bot.commands.inputs import batch_lines, check_characters, check_region, day_of, item_id, one_line, read_item
from corpus.errors import BadField, MingbaiError

if TYPE_CHECKING:
    from bot.assembly import Services

QUESTION_MAX = 4000
HISTORY_MAX = 20
_TURN_ROLES = ("user", "assistant")


def ask(services: Services, job: Job) -> Run:
    """Answer args.question for args.region (else the caller's) on args.as_of (else his today); args.json: as JSON."""
    question = check_question(job.args.get("question"))
    answer = services.ask(question, job.args.get("region") or job.region, day_of(job))
    if job.args.get("json"):
        yield Line(one_line(answer))
    else:
        yield from map(Line, answer_lines(answer))
    return 0


def ask_batch(services: Services, job: Job) -> Run:
    """Answer each line of the file args.batch, in order; a bad line gives an error object in its place."""
    day, good, bad = day_of(job), 0, 0
    for line in batch_lines(Path(str(job.args["batch"]))):
        asked_id: str | int | None = None
        try:
            item = read_item(line)
            asked_id = item_id(item)
            region = check_region(item.get("region")) or job.args.get("region") or job.region
            answer = services.ask(
                check_question(item.get("question")), region, day, check_history(item.get("history")), asked_id
            )
            good += 1
            yield Line(one_line(answer))
        except MingbaiError as error:
            bad += 1
            yield Line(one_line({"id": asked_id, "error": error.as_json()}))
    if bad:
        yield Line(f"{good + bad} 行中有 {bad} 行没有答成，原因见输出中的 error。", "err")
    return in_part(good, bad)


def check_question(question: object) -> str:
    """A question as it came. Raises BadField when it is missing, empty, too long or broken."""
    if not isinstance(question, str) or not question.strip():
        raise BadField("没有问题：question 要写成一句话。")
    if len(question) > QUESTION_MAX:
        raise BadField(f"问题太长（{len(question)} 字）；请缩到 {QUESTION_MAX} 字以内。")
    return check_characters(question, "question")


def check_history(history: object) -> Sequence[Mapping[str, str]]:
    """Earlier turns, the newest HISTORY_MAX of them. Raises BadField."""
    if history is None:
        return ()
    if not isinstance(history, list):
        raise BadField('history 要写成列表，每项是 {"role", "content"}。')
    for turn in history:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in _TURN_ROLES
            or not isinstance(turn.get("content"), str)
        ):
            raise BadField("history 的每项要有 role（user 或 assistant）和 content（文字）。")
        check_characters(turn["content"], "history")
    return history[-HISTORY_MAX:]
