"""What doctor looks at: the parts of this set-up, and the local knowledge of one place."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.answer_lines import titled
from bot.settings import unknown_variables
from corpus.errors import MingbaiError
from corpus.model import Edition, Shelved, Status
from corpus.status import status_of

if TYPE_CHECKING:
    from bot.assembly import Services

_LEAST_FREE_BYTES = 1024**3
_FEW_FIGURES = 3
# Genre words of documents that bind by themselves; a plan or a notice may also, and is listed all the same.
_LOCAL_KINDS = ("办法", "细则", "规定", "条例", "方案", "规划", "通知", "意见")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. good: fine; broken: it hinders work; neither: something is missing that helps."""

    name: str
    good: bool
    text: str
    next_step: str = ""
    broken: bool = False

    def as_json(self) -> dict[str, Any]:
        """The finding as an object."""
        return asdict(self)


def checks(services: Services) -> Iterator[Finding]:
    """The set-up, part by part; a part that fails says so and the rest is still looked at."""
    yield from _guarded("资料库", lambda: _library(services))
    yield from _guarded("检索", lambda: _index(services))
    yield from _guarded("规则", lambda: _rules(services), "mingbai rules check")
    yield _model(services)
    yield from _channels(services)
    yield from _guarded("账号", lambda: _people(services), "mingbai admin create")
    yield from _guarded("转办", lambda: _handover(services), "改好数据目录里的 handover.yaml")
    yield _disk(services)
    yield _program("doc 文件", shutil.which("soffice") is not None, "apt install libreoffice-writer-nogui")
    yield _program("扫描件和图片", find_spec("rapidocr") is not None, "pip install 'mingbai[ocr]'")
    for name in unknown_variables():
        yield Finding("设置", False, f"不认识环境变量 {name}，没有起作用", "名称见 docs/settings.md")


def _channels(services: Services) -> Iterator[Finding]:
    from bot.channels.checkup import channel_findings

    connected = services.connections.get("wecom")
    yield from channel_findings(services.settings, connected() if connected else None)


def lacks(services: Services, county: str, day: dt.date) -> Iterator[Finding]:
    """What `county` (full path) still lacks on `day`, each with the command or file that fills it."""
    own = [one for one in services.library.documents() if one.document.region == county]
    binding = [one for one in own if _binds(one, day)]
    name = county.rsplit("/", 1)[-1]
    fill = f"mingbai ingest 文件 --region {county}"
    if binding:
        yield Finding("本地文件", True, f"{name}有 {len(binding)} 份现行文件：{_titles(binding)}")
    elif own:
        yield Finding("本地文件", False, f"{name}有 {len(own)} 份文件，但都不是现行的：{_titles(own)}", fill)
    else:
        yield Finding("本地文件", False, f"没有{name}自己的文件，只能按上级和全国的文件回答", fill)
    digests = [one for one in own if one.document.edition is Edition.DIGEST]
    if digests:
        yield Finding("文件原文", False, f"{len(digests)} 份只有要点整理，没有原文：{_titles(digests)}", fill)
    yield from _local_knowledge(services, own, name, fill)
    yield from _figures(services, county, name, day)


def _figures(services: Services, county: str, name: str, day: dt.date) -> Iterator[Finding]:
    """The figures of the rules that the county has not filled in, and the commands that do it."""
    from bot.commands.rules import fill_with
    from triage.rules.county_file import figures

    found = list(figures(services.rule_book, services.parameters, county, day))
    lacking = [one for one in found if one.setting is None]
    if not lacking:
        yield Finding("县级参数", True, f"{name}的 {len(found)} 个数都录入了")
        return
    names = "、".join(one.parameter.name for one in lacking[:_FEW_FIGURES])
    text = f"{name}还有 {len(lacking)} 个数没有录入（共 {len(found)} 个），如 {names}"
    yield Finding("县级参数", False, text, f"{fill_with(county, lacking[0])}；全部列表：mingbai rules params {name}")


def _local_knowledge(services: Services, own: list[Shelved], name: str, fill: str) -> Iterator[Finding]:
    clauses = [clause for one in own for clause in services.library.show(one.document.document_id)[1]]
    texts = [clause.text for clause in clauses]
    if not any("标准" in text and any(unit in text for unit in ("元", "%", "％", "百分之")) for text in texts):
        yield Finding("本地标准", False, f"没有找到{name}的低保、补助等金额标准", f"收录载明标准的文件：{fill}")
    if not any("工作日" in text for text in texts):
        yield Finding("办理时限", False, f"没有找到{name}以工作日计的办理时限", f"收录办事指南：{fill}")
    offices = {duty.name for clause in clauses for duty in clause.duties}
    if offices:
        yield Finding("单位名录", True, f"{name}的文件写到 {len(offices)} 个单位")
    else:
        yield Finding("单位名录", False, f"没有找到{name}的责任单位", f"收录有分工的文件：{fill}")
    if services.settings.region is None:
        text = "没有设置默认地点，没说地点的问题不知道按哪里回答"
        yield Finding("默认地点", False, text, f"设置 MINGBAI_REGION={name}")


def _binds(shelved: Shelved, day: dt.date) -> bool:
    return status_of(shelved, day) is Status.IN_FORCE and shelved.document.kind in _LOCAL_KINDS


def _titles(found: list[Shelved], limit: int = 3) -> str:
    named = "、".join(f"{titled(one.document.title)}" for one in found[:limit])
    return named + (f"等 {len(found)} 份" if len(found) > limit else "")


def _library(services: Services) -> Finding:
    documents = services.library.documents()
    contradictions = services.library.check()
    if contradictions:
        return Finding("资料库", False, "；".join(contradictions), "从备份恢复数据目录", broken=True)
    clauses_in_all = sum(one.clauses for one in documents)
    return Finding("资料库", True, f"{len(documents)} 份文件，{clauses_in_all} 条")


def _index(services: Services) -> Finding:
    services.index.self_test()
    return Finding("检索", True, "与资料库一致，自检通过")


def _rules(services: Services) -> Finding:
    book, counties = services.rule_book, len(services.parameters.counties)
    return Finding("规则", True, f"{len(book.names)} 项措施，{counties} 个县录入了自己的数")


def _model(services: Services) -> Finding:
    """The endpoint is asked for one word, as an answer would be."""
    if services.composer is None:
        half = services.settings.llm_base_url or services.settings.llm_model
        if half:
            text = "只填了一半：服务地址和模型名称要一起填，现在没有用模型"
            return Finding("大模型", False, text, "设置 MINGBAI_LLM_BASE_URL 和 MINGBAI_LLM_MODEL")
        return Finding("大模型", True, "没有接入，回答由条款原句组成；不接也能用")
    from bot.models.trial import try_endpoint

    trial = try_endpoint(services.composer.client)
    text = f"{services.settings.llm_model}：{trial.text}"
    return Finding("大模型", trial.good, text, trial.next_step)


def _guarded(name: str, look: Callable[[], Finding], next_step: str = "mingbai doctor --repair") -> Iterator[Finding]:
    try:
        yield look()
    except MingbaiError as error:
        yield Finding(name, False, error.text, next_step, broken=True)


def _people(services: Services) -> Finding:
    people = services.people
    if people.is_desk():
        return Finding("账号", True, "还没有账号和密钥，只许本机使用", "给同事用：mingbai admin create 名称")
    accounts = [row for row in people.accounts() if not row.disabled]
    text = f"{len(accounts)} 个账号，{len(people.keys())} 个接口密钥"
    if accounts and not people.has_administrator():
        return Finding("账号", False, f"{text}，没有管理员", "mingbai admin create 名称")
    return Finding("账号", True, text)


def _handover(services: Services) -> Finding:
    outbox, fields = services.records.outbox, services.records.fields()
    if not outbox.ready:
        return Finding("转办", True, f"没有设置转办地址，工单不推送；字段对照有 {len(fields.columns)} 项")
    failed = outbox.counts().get("failed", 0)
    if failed:
        return Finding("转办", False, f"有 {failed} 张工单没有送成", "在 /api/v1/handovers 看原因，改好后重送")
    return Finding("转办", True, f"推送到县里的系统，字段对照有 {len(fields.columns)} 项")


def _disk(services: Services) -> Finding:
    home = services.settings.home
    free = shutil.disk_usage(home).free
    text = f"数据目录 {home} 还有 {free / 1024**3:.1f} GB 空闲"
    if free < _LEAST_FREE_BYTES:
        return Finding("磁盘", False, text, "清理磁盘，或用 MINGBAI_HOME 换一个目录", broken=True)
    return Finding("磁盘", True, text)


def _program(name: str, there: bool, command: str) -> Finding:
    return Finding(name, True, "可以读") if there else Finding(name, False, "还读不了", command)
