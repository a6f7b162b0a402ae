"""What doctor says of accounts and of handing orders over."""

from __future__ import annotations

from pathlib import Path

from bot.health import Finding, checks
from bot.people import desk
from tests.bot.fakes import FakeServices, fake_services
from tests.bot.records.conftest import referral

WORDS = "河边有棵老樟树7"


def _finding(services: FakeServices, name: str) -> Finding:
    return next(found for found in checks(services) if found.name == name)


def test_accounts(services: FakeServices) -> None:
    assert "只许本机" in _finding(services, "账号").text
    services.people.create("李四", WORDS, ["cadre"], "test")
    lacking = _finding(services, "账号")
    assert not lacking.good and not lacking.broken and "没有管理员" in lacking.text
    services.people.create("admin", WORDS, ["administrator"], "test")
    assert _finding(services, "账号").text == "2 个账号，0 个接口密钥"


def test_handing_over(home: Path) -> None:
    services = fake_services(home, handover_url="http://127.0.0.1:1/", handover_secret="s")
    assert _finding(services, "转办").good
    services.records.orders.keep(referral(), desk())
    number = services.records.outbox.put("GD-1", desk())["id"]
    services.records.outbox._store.change(number, "failed", 9, 0)
    assert "1 张" in _finding(services, "转办").text
    (home / "handover.yaml").write_text("fields: []", "utf-8")
    assert _finding(services, "转办").broken
