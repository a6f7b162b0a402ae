"""`mingbai ask`: one question, or a file of questions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answer_lines import answer_lines
from bot.commands import Job, Line, Run, in_part
from corpus.errors import BadField, BadInput, MingbaiError

if TYPE_CHECKING:
    from bot.assembly import Services

QUESTION_MAX = 4000
HISTORY_MAX = 20
# Characters at which some readers break lines, though JSON does not.
_LINE_BREAKS = {ord(character): f"\\u{ord(character):04x}" for character in "\u0085\u2028\u2029"}
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


def day_of(job: Job) -> dt.date:
    """The day asked for. Raises BadInput for words that are no date."""
    asked = job.args.get("as_of")
    if not asked:
        return job.today
    return read_day(asked)


def read_day(text: object) -> dt.date:
    """A day written like 2026-03-18. Raises BadInput for anything else."""
    try:
        if isinstance(text, str) and len(text) == len("2026-03-18"):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass  # said below, as for every other wrong form
    raise BadInput(f"日期“{str(text)[:30]}”看不懂；请写成 2026-03-18 这样。")


def one_line(thing: Mapping[str, Any]) -> str:
    """An object as one line of JSON, UTF-8, without NaN."""
    line = json.dumps(thing, ensure_ascii=False, allow_nan=False)
    return line.translate(_LINE_BREAKS)


def batch_lines(path: Path) -> Iterator[str]:
    """The non-empty lines of a batch file. Raises BadInput when it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"批量文件 {path.name} 打不开（{error.strerror}）；请检查路径后重来。") from error
    if not raw.strip():
        raise BadInput(f"批量文件 {path.name} 是空的；请每行写一个 JSON 对象。")
    for part in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if part.strip():
            yield part.decode("utf-8", errors="surrogateescape")


def read_item(line: str) -> dict[str, Any]:
    """One line as an object. Raises BadInput."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        line.encode("utf-8")
        item = json.loads(line, parse_constant=refuse)
    except UnicodeEncodeError as error:
        raise BadInput("这一行不是 UTF-8 编码；请把文件另存为 UTF-8 后重来。") from error
    except (ValueError, RecursionError) as error:
        raise BadInput("这一行不是合格的 JSON；请检查引号、逗号和括号。") from error
    if not isinstance(item, dict):
        raise BadInput('这一行不是 JSON 对象；请写成 {"id": …, "question": …}。')
    return item


def item_id(item: Mapping[str, Any]) -> str | int | None:
    """The id of a line, as it came. Raises BadField for one that is neither text nor a whole number."""
    found = item.get("id")
    if isinstance(found, bool) or not isinstance(found, str | int | None):
        raise BadField("id 要写成文字或整数；请改好后重来。")
    if isinstance(found, str):
        _check_characters(found, "id")
    return found


def check_question(question: object) -> str:
    """A question as it came. Raises BadField when it is missing, empty, too long or broken."""
    if not isinstance(question, str) or not question.strip():
        raise BadField("没有问题：question 要写成一句话。")
    if len(question) > QUESTION_MAX:
        raise BadField(f"问题太长（{len(question)} 字）；请缩到 {QUESTION_MAX} 字以内。")
    return _check_characters(question, "question")


def check_region(region: object) -> str | None:
    """A place as it came, in words. Raises BadField."""
    if region is None or region == "":
        return None
    if not isinstance(region, str):
        raise BadField("region 要写成地名，如 江西省/南昌市。")
    return _check_characters(region, "region")


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
        _check_characters(turn["content"], "history")
    return history[-HISTORY_MAX:]


def _check_characters(text: str, name: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadField(f"{name} 里有残缺的字符；请重新输入。") from error
    return text
