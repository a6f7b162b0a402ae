from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

import bot.assembly
from bot.cli import main
from bot.people import passwords
from tests.bot.fakes import PLACE, FakeServices

WORDS = "河边有棵老樟树7"


@pytest.fixture
def run(services: FakeServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command with a line on standard input; gives exit code, output lines, error lines."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(bot.assembly, "build", lambda settings, progress=None: services)
    monkeypatch.setattr("bot.cli._open_streams", lambda: None)

    def go(*words: str, typed: str = "") -> tuple[int, list[str], list[str]]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as end:
            main(list(words))
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out.splitlines(), told.err.splitlines()

    return go


def test_the_first_account_is_an_administrator(run, services: FakeServices) -> None:
    code, out, _ = run("admin", "list")
    assert code == 0 and "admin create" in out[0]
    code, out, err = run("admin", "create", "王主任", "--password-stdin", typed=WORDS + "\n")
    assert (code, err) == (0, [])
    assert "管理员" in out[0] and WORDS not in "".join(out)
    assert services.people.has_administrator()
    assert services.people.login("王主任", WORDS).person.may("people")


def test_a_handler_with_office_and_place(run, services: FakeServices) -> None:
    words = ["admin", "create", "小李", "--role", "handler", "--region", "青禾县", "--password-stdin", "--json"]
    code, _, err = run(*words, typed=WORDS)
    assert code == 2 and "单位" in err[0]
    code, out, _ = run(*words, "--office", "县民政局", typed=WORDS)
    assert code == 0
    told = json.loads(out[0])
    assert (told["office"], told["region"], told["roles"]) == ("县民政局", PLACE, ["handler"])
    code, out, _ = run("admin", "roles", "小李", "--role", "cadre")
    assert code == 0 and services.people.account("小李").roles == ("cadre",)


def test_password_disable_and_back(run, services: FakeServices) -> None:
    run("admin", "create", "甲一", "--role", "cadre", "--password-stdin", typed=WORDS)
    assert run("admin", "password", "甲一", "--password-stdin", typed=WORDS + "新")[0] == 0
    services.people.login("甲一", WORDS + "新")
    assert run("admin", "disable", "甲一")[0] == 0
    assert "已停用" in run("admin", "list")[1][0]
    assert run("admin", "disable", "甲一", "--undo")[0] == 0
    services.people.login("甲一", WORDS + "新")


def test_keys(run, services: FakeServices) -> None:
    code, out, err = run("admin", "key", "平台", "--scope", "ask", "--days", "30")
    assert code == 0 and len(out) == 1 and "只显示这一次" in err[0]
    assert services.people.by_key(out[0])
    told = run("admin", "keys")[1]
    assert "平台" in told[0] and out[0] not in told[0]
    assert run("admin", "revoke", "平台")[0] == 0
    assert services.people.by_key(out[0]) is None


def test_the_audit_log_can_be_read(run) -> None:
    run("admin", "create", "甲一", "--role", "cadre", "--password-stdin", typed=WORDS)
    code, out, _ = run("admin", "audit", "--json")
    line = json.loads(out[0])
    assert code == 0 and (line["who"], line["what"], line["record"]) == ("command:admin", "account.create", "甲一")


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["create", "甲一", "--role", "boss", "--password-stdin"], WORDS, "没有“boss”这个角色"),
        (["create", "甲一", "--password-stdin"], "", "口令"),
        (["create", "甲一", "--password-stdin"], "短", "至少"),
        (["create", "甲一"], "", "--password-stdin"),
        (["key", "平台", "--scope", "everything"], "", "everything"),
        (["key", "平台"], "", "--scope"),
        (["password", "无名", "--password-stdin"], WORDS, "没有叫“无名”的账号"),
    ],
)
def test_bad_use_is_one_chinese_line(run, words: list[str], typed: str, said: str, tmp_path: Path) -> None:
    code, out, err = run("admin", *words, typed=typed)
    assert code in (1, 2) and out == []
    assert said in err[-1]
