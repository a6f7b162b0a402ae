"""The documents say what the code does: settings, commands, error codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import mingbai
from bot.reference import DOCS, PARTS, error_tree, refreshed
from bot.settings import Settings, variable
from corpus.errors import MingbaiError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["settings.md", "cli.md", "errors.md"])
def test_generated_parts_are_fresh(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    assert "<!-- generated:" in page
    assert page == refreshed(page), "run: python -m bot.reference"


def test_every_setting_command_and_code_is_documented() -> None:
    settings, cli, errors = ("\n".join(PARTS[name]()) for name in ("settings", "commands", "errors"))
    for field in Settings.model_fields:
        assert f"`{variable(field)}`" in settings
    for name in mingbai.commands:
        assert f"## mingbai {name}\n" in cli
    for kind in error_tree(MingbaiError):
        assert f"`{kind.code}`" in errors


def test_error_codes_are_distinct_and_well_formed() -> None:
    kinds = list(error_tree(MingbaiError))
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
        assert kind.exit_code in (1, 2)
        assert 400 <= kind.http_status < 600


def test_no_page_speaks_of_settings_or_commands_that_are_not_there() -> None:
    known = {variable(field) for field in Settings.model_fields} | {"MINGBAI_SLIM", "MINGBAI_SHARED"}
    for page in [*DOCS.glob("*.md"), *ROOT.glob("README*.md")]:
        text = page.read_text("utf-8")
        assert set(re.findall(r"MINGBAI_[A-Z_]*[A-Z]", text)) <= known, page.name
        spoken = set(re.findall(r"(?:^|[\s`/])mingbai ([a-z]+)\b", text))
        assert spoken <= set(mingbai.commands), page.name


def test_only_settings_reads_the_environment() -> None:
    # eval is left out: it hands an environment of its own to the children it measures.
    for package in ("corpus", "ingest", "retrieval", "triage", "bot"):
        for file in (ROOT / package).rglob("*.py"):
            if file != ROOT / "bot" / "settings.py":
                assert not re.search(r"os\.environ|os\.getenv", file.read_text("utf-8")), file
