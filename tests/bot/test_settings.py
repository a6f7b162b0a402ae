from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import FILE_NAME, Settings, is_secret, load_settings, unknown_variables, variable
from corpus.errors import SettingsError


def test_defaults(home: Path) -> None:
    settings = load_settings()
    assert settings.home == home
    assert settings.library_url() == f"sqlite:///{home.as_posix()}/mingbai.db"
    assert settings.region is None
    assert settings.llm_deadline > 0


def test_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / FILE_NAME).write_text("\ufeffMINGBAI_REGION=青禾县\nMINGBAI_LLM_DEADLINE=3\n", "utf-8")
    assert load_settings().region == "青禾县"
    monkeypatch.setenv("MINGBAI_REGION", "安澜市")
    settings = load_settings()
    assert (settings.region, settings.llm_deadline) == ("安澜市", 3.0)


def test_an_empty_variable_is_unset(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_API_KEY", "")
    monkeypatch.setenv("MINGBAI_CLOCK", "")
    settings = load_settings()
    assert settings.api_key is None
    assert settings.clock is None


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("MINGBAI_CLOCK", "next week", "+90d"),
        ("MINGBAI_CLOCK", "2026-02-30", "2026-03-18"),
        ("MINGBAI_CLOCK", "+9999999d", "+90d"),
        ("MINGBAI_LLM_DEADLINE", "soon", "秒数"),
        ("MINGBAI_LLM_DEADLINE", "-1", "秒数"),
        ("MINGBAI_LLM_DEADLINE", "nan", "秒数"),
        ("MINGBAI_CHROMA_URL", "localhost:8000", "http://"),
        ("MINGBAI_DATABASE_URL", "mysql://x", "postgresql://"),
        ("MINGBAI_WECOM_WS_URL", "https://x", "wss://"),
    ],
)
def test_a_bad_value_is_one_chinese_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert name in caught.value.text
    assert value in caught.value.text
    assert word in caught.value.text
    assert "\n" not in caught.value.text


def test_a_postgresql_driver_may_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_DATABASE_URL", "postgresql+psycopg://u@h/db")
    assert load_settings().library_url() == "postgresql+psycopg://u@h/db"


@pytest.mark.parametrize(
    ("line", "word"),
    [("MINGBAI_REGOIN=x", "MINGBAI_REGION"), ("MINGBAI_HOME=/x", "环境变量"), ("MINGBAI_QQQQ=1", "docs/settings.md")],
)
def test_a_wrong_name_in_the_file_is_told(home: Path, line: str, word: str) -> None:
    (home / FILE_NAME).write_text(f"OTHER=1\n{line}\n", "utf-8")
    with pytest.raises(SettingsError, match=word):
        load_settings()


def test_a_file_of_another_encoding_is_told(home: Path) -> None:
    (home / FILE_NAME).write_bytes("MINGBAI_REGION=青禾县\n".encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_secrets_never_show(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_API_KEY", "hush-hush")
    assert "hush-hush" not in repr(load_settings())
    assert is_secret("api_key")
    assert not is_secret("region")


def test_misspelt_variables_are_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_REGOIN", "x")
    monkeypatch.setenv("MINGBAI_SLIM", "1")
    assert unknown_variables() == ["MINGBAI_REGOIN"]


def test_every_setting_has_help() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, variable(name)
