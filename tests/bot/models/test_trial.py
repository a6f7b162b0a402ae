"""Trying an endpoint for doctor: what happened and what to do next."""

import pytest

from bot.assembly import Services
from bot.health import checks
from bot.models import ModelClient
from bot.models import trial as trials
from bot.models.trial import try_endpoint
from bot.settings import load_settings
from tests.bot.models.model_server import Status, line


def test_a_good_endpoint_is_good(client, server):
    server.says(line("可以申请。", "C1"))
    assert try_endpoint(client).good


@pytest.mark.parametrize(
    ("error", "word"), [(Status(401), "MINGBAI_LLM_API_KEY"), (Status(404), "MINGBAI_LLM_MODEL"), (Status(418), "日志")]
)
def test_a_bad_one_says_what_to_do(client, server, error, word):
    server.fails(error)
    trial = try_endpoint(client)
    assert not trial.good and word in trial.next_step


def test_one_that_writes_nothing_readable_is_told(client, server, monkeypatch):
    server.says("{ { {")
    assert "写不成句子" in try_endpoint(client).text
    monkeypatch.setattr(trials, "SECONDS", 0.5)
    server.says("{", 5.0)
    assert "没有写完" in try_endpoint(client).text


def test_a_refused_port_names_the_address_setting():
    assert "MINGBAI_LLM_BASE_URL" in try_endpoint(ModelClient("http://127.0.0.1:9/v1", "x")).next_step


def test_doctor_tells_half_a_setting(tmp_path):
    services = Services(load_settings(home=tmp_path, llm_model="x"))
    found = next(one for one in checks(services) if one.name == "大模型")
    assert not found.good and "MINGBAI_LLM_BASE_URL" in found.next_step
    services.close()
