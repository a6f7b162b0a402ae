"""`mingbai admin`: accounts, keys and the audit log, by whoever may run commands on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.commands import Job, Line, Run
from bot.commands.inputs import check_characters, one_line
from corpus.errors import BadField

if TYPE_CHECKING:
    from bot.assembly import Services

BY = "command:admin"


def create(services: Services, job: Job) -> Run:
    """A new account args.name with args.roles and args.password (args.office, args.region)."""
    from bot.people.views import account_json

    place = services.place(job.args.get("region"))
    row = services.people.create(
        _said(job, "name"), _said(job, "password"), job.args.get("roles") or (), BY, job.args.get("office"), place
    )
    told = account_json(row)
    yield Line(one_line(told) if job.args.get("json") else f"已建账号 {row.name}（{told['role_names']}）。")
    return 0


def show(services: Services, job: Job) -> Run:
    """All accounts."""
    from bot.people.views import account_json

    found = [account_json(row) for row in services.people.accounts()]
    if job.args.get("json"):
        yield Line(one_line({"accounts": found}))
        return 0
    for row in found:
        more = "、".join(filter(None, (row["office"], row["region"], "已停用" if row["disabled"] else "")))
        yield Line(f"{row['name']}：{row['role_names']}" + (f"（{more}）" if more else ""))
    if not found:
        yield Line("还没有账号，只许本机使用；用 mingbai admin create 名称 --role administrator 建第一个管理员。")
    return 0


def password(services: Services, job: Job) -> Run:
    """A new password for args.name; his sessions end."""
    services.people.set_password(_said(job, "name"), _said(job, "password"), BY)
    yield Line(f"已重设 {job.args['name']} 的口令，他要重新登录。")
    return 0


def roles(services: Services, job: Job) -> Run:
    """Other roles, another office, for args.name."""
    services.people.set_roles(_said(job, "name"), job.args.get("roles") or None, BY, job.args.get("office"))
    yield Line(f"已改 {job.args['name']} 的角色或单位，他要重新登录。")
    return 0


def disable(services: Services, job: Job) -> Run:
    """Nobody logs in with args.name any more, until args.undo."""
    name = _said(job, "name")
    (services.people.enable if job.args.get("undo") else services.people.disable)(name, BY)
    yield Line(f"已恢复 {name}。" if job.args.get("undo") else f"已停用 {name}，他的会话都结束了。")
    return 0


def key(services: Services, job: Job) -> Run:
    """A new API key args.name with args.scopes, for args.days; it is shown once."""
    secret = services.people.add_key(_said(job, "name"), job.args.get("scopes") or (), BY, job.args.get("days"))
    if job.args.get("json"):
        yield Line(one_line({"name": job.args["name"], "key": secret}))
        return 0
    yield Line(secret)
    yield Line("密钥只显示这一次，请现在记下；撤销用 mingbai admin revoke。", "err")
    return 0


def keys(services: Services, job: Job) -> Run:
    """All keys without their secrets."""
    from bot.people.views import key_json

    found = [key_json(row) for row in services.people.keys()]  # noqa: SIM118 - no dict
    if job.args.get("json"):
        yield Line(one_line({"keys": found}))
        return 0
    for row in found:
        yield Line(f"{row['name']}：{'、'.join(row['scopes'])}，{row['expires_at'] or '一直'}有效")
    if not found:
        yield Line("没有接口密钥。")
    return 0


def revoke(services: Services, job: Job) -> Run:
    """Take the key args.name away."""
    services.people.remove_key(_said(job, "name"), BY)
    yield Line(f"已撤销密钥 {job.args['name']}。")
    return 0


def audit(services: Services, job: Job) -> Run:
    """The newest args.limit lines of the audit log, of args.who, on args.record."""
    limit = int(job.args.get("limit") or 100)
    for line in services.people.audit.lines(job.args.get("who"), job.args.get("record"), None, limit):
        told: dict[str, Any] = line.as_json()
        if job.args.get("json"):
            yield Line(one_line(told))
        else:
            yield Line(f"{line.at} {line.who} {line.what} {line.record}".rstrip())
    return 0


def _said(job: Job, field: str) -> str:
    words = str(job.args.get(field) or "")
    if not words.strip():
        raise BadField("名称和口令都要写；写法见 mingbai admin --help。")
    return check_characters(words, "名称或口令")
