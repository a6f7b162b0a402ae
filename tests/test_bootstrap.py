"""The set-up installs once, again when what it depends on changed, and keeps a slim choice until it is taken back."""

import importlib.util
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).resolve().parent.parent / "bootstrap.py"
SLIM, FULL = [("-e", ".[test,ocr,peers]")], ["torch", ("-e", ".[test,ocr,peers,models]")]


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """Run the set-up with MINGBAI_SLIM as given (None: not set); gives what was installed."""
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    installed = []
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp.txt")
    monkeypatch.setattr(bootstrap, "python", lambda: tmp_path)
    monkeypatch.setattr(bootstrap, "pip", lambda *words: installed.append(words))
    monkeypatch.setattr(bootstrap, "install_torch", lambda: installed.append("torch"))

    def go(switch):
        monkeypatch.delenv("MINGBAI_SLIM", raising=False)
        if switch is not None:
            monkeypatch.setenv("MINGBAI_SLIM", switch)
        installed.clear()
        bootstrap.setup()
        return list(installed)

    return go


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ([None, None, "", "0"], [FULL, [], [], []]),
        (["1", None, "1", "0", None], [SLIM, [], [], FULL, []]),
        ([None, "1", None, ""], [FULL, SLIM, [], FULL]),
    ],
)
def test_a_choice_is_kept_until_it_is_changed(set_up, switches, expected):
    assert [set_up(switch) for switch in switches] == expected
