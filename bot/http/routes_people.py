"""/api/v1/login, /logout, /me: who I am; /accounts, /keys, /audit: what an administrator sees and changes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.assembly import Services
from bot.http.identify import SESSION_COOKIE, by_cookie, csrf_token, forget, remember_session
from bot.http.rights import OPEN, needs
from bot.people import Person, role_names
from bot.people.views import account_json, key_json
from corpus.errors import Unauthorized

router = APIRouter(prefix="/api/v1", tags=["people"])
_NO_STORE = {"Cache-Control": "no-store"}
_Short = Annotated[str, Field(max_length=200)]
_Manager = Annotated[Person, needs("people")]


class Login(BaseModel):
    """What POST /login takes."""

    model_config = ConfigDict(extra="ignore")

    name: _Short = Field(description="账号名称")
    password: _Short = Field(description="口令")


class NewPassword(BaseModel):
    """What POST /me/password takes."""

    old: _Short
    new: _Short


class NewAccount(BaseModel):
    """What POST /accounts takes."""

    name: _Short
    password: _Short
    roles: list[_Short] = Field(max_length=10, description="角色，如 hotline；可以几个")
    office: _Short | None = Field(default=None, description="经办人的单位，如 县民政局")
    region: _Short | None = Field(default=None, description="所在地，任何常用写法")


class ChangedAccount(BaseModel):
    """What PATCH /accounts/{name} takes: only what is to change."""

    roles: list[_Short] | None = Field(default=None, max_length=10)
    office: _Short | None = None
    password: _Short | None = None
    disabled: bool | None = None


class NewKey(BaseModel):
    """What POST /keys takes."""

    name: _Short
    scopes: list[_Short] = Field(max_length=20, description="权限，如 ask、channel")
    days: int | None = Field(default=None, ge=1, le=3660, description="几天后失效；不写一直有效")


@router.post(
    "/login",
    operation_id="login",
    summary="登录：会话写进 Cookie",
    responses={401: {"description": "名称或口令不对"}, 429: {"description": "错得太多，要等一等"}},
)
def login(request: Request, given: Login, person: Annotated[Person, needs(OPEN)]) -> JSONResponse:  # noqa: ARG001
    """Open a session; gives what /me gives."""
    session = _services(request).people.login(given.name, given.password)
    response = JSONResponse(_me(session.person, session.token), headers=_NO_STORE)
    remember_session(request, response, session)
    return response


@router.post("/logout", operation_id="logout", summary="退出登录", status_code=204, dependencies=[needs(OPEN)])
def logout(request: Request) -> Response:
    """End the session; without one nothing happens."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        _services(request).people.logout(token)
    response = Response(status_code=204)
    forget(response)
    return response


@router.get("/me", operation_id="me", summary="我是谁、能做什么")
def me(request: Request, person: Annotated[Person, needs(OPEN)]) -> JSONResponse:
    """Name, roles, rights, and the token for changes; 401 for somebody we do not know."""
    if not person.rights:
        raise Unauthorized("还没有登录；网页请到 /enter 登录，程序请在请求头写 Authorization: Bearer 密钥。")
    return JSONResponse(_me(person, by_cookie(request)), headers=_NO_STORE)


@router.post("/me/password", operation_id="change_password", summary="改自己的口令", status_code=204)
def change_password(request: Request, given: NewPassword, person: Annotated[Person, needs(OPEN)]) -> Response:
    """A new password for whoever is logged in; all his sessions end."""
    _services(request).people.change_password(person, given.old, given.new)
    response = Response(status_code=204)
    forget(response)
    return response


@router.get("/accounts", operation_id="list_accounts", summary="全部账号")
def accounts(request: Request, person: _Manager) -> JSONResponse:  # noqa: ARG001
    """All accounts without their passwords."""
    found = _services(request).people.accounts()
    return JSONResponse({"accounts": [account_json(row) for row in found]}, headers=_NO_STORE)


@router.post("/accounts", operation_id="create_account", summary="新建账号", status_code=201)
def create_account(request: Request, given: NewAccount, person: _Manager) -> JSONResponse:
    """The new account."""
    services = _services(request)
    place = services.place(given.region)
    row = services.people.create(given.name, given.password, given.roles, person, given.office, place)
    return JSONResponse(account_json(row), 201, headers=_NO_STORE)


@router.patch("/accounts/{name}", operation_id="change_account", summary="改角色、单位、口令，停用或恢复")
def change_account(request: Request, name: str, given: ChangedAccount, person: _Manager) -> JSONResponse:
    """The account as it is now; its sessions end."""
    people = _services(request).people
    if given.roles is not None or given.office is not None:
        people.set_roles(name, given.roles, person, given.office)
    if given.password is not None:
        people.set_password(name, given.password, person)
    if given.disabled is not None:
        (people.disable if given.disabled else people.enable)(name, person)
    return JSONResponse(account_json(people.account(name)), headers=_NO_STORE)


@router.get("/keys", operation_id="list_keys", summary="全部接口密钥（不含密钥本身）")
def keys(request: Request, person: _Manager) -> JSONResponse:  # noqa: ARG001
    """Names, scopes and ends of all keys."""
    found = _services(request).people.keys()
    return JSONResponse({"keys": [key_json(row) for row in found]}, headers=_NO_STORE)


@router.post("/keys", operation_id="create_key", summary="新建接口密钥，只显示这一次", status_code=201)
def create_key(request: Request, given: NewKey, person: _Manager) -> JSONResponse:
    """The secret of the new key."""
    secret = _services(request).people.add_key(given.name, given.scopes, person, given.days)
    return JSONResponse({"name": given.name.strip(), "key": secret}, 201, headers=_NO_STORE)


@router.delete("/keys/{name}", operation_id="revoke_key", summary="撤销接口密钥", status_code=204)
def revoke_key(request: Request, name: str, person: _Manager) -> Response:
    """Take a key away at once."""
    _services(request).people.remove_key(name, person)
    return Response(status_code=204)


@router.get("/audit", operation_id="audit", summary="审计记录，新的在前", dependencies=[needs("audit")])
def audit(
    request: Request,
    who: Annotated[str | None, Query(max_length=80, description="谁做的")] = None,
    record: Annotated[str | None, Query(max_length=200, description="关于哪条记录，如工单编号")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="只看这个序号之前的")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> JSONResponse:
    """Who did or saw what, when, on which record."""
    found = _services(request).people.audit.lines(who, record, before, limit)
    return JSONResponse({"lines": [line.as_json() for line in found]}, headers=_NO_STORE)


def _me(person: Person, cookie: str | None) -> dict[str, Any]:
    return {
        "name": person.name,
        "origin": person.origin.value,
        "roles": list(person.roles),
        "role_names": role_names(person.roles),
        "rights": sorted(person.rights),
        "office": person.office,
        "region": person.region,
        "csrf": csrf_token(cookie) if cookie else None,
    }


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
