from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bot.assembly
from bot.cli import main
from tests.bot.fakes import DOCUMENT_ID, PLACE, SENTENCE, FakeServices


@pytest.fixture
def run(services: FakeServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line on the small parts; gives exit code, output lines, error lines."""
    monkeypatch.setattr(bot.assembly, "build", lambda settings, progress=None: services)
    monkeypatch.setattr("bot.cli._open_streams", lambda: None)

    def go(*words: str) -> tuple[int, list[str], list[str]]:
        with pytest.raises(SystemExit) as end:
            main(list(words))
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out.splitlines(), told.err.splitlines()

    return go


def test_ask_json_is_one_line(run, services: FakeServices) -> None:
    code, out, err = run("ask", "入户核实几天？", "--region", "青禾县", "--as-of", "2026-05-02", "--json")
    assert (code, len(out), err) == (0, 1, [])
    answer = json.loads(out[0])
    assert (answer["id"], answer["region"], answer["as_of"]) == (None, PLACE, "2026-05-02")
    assert answer["citations"][0]["quote"] == SENTENCE


def test_ask_in_words_gives_answer_source_and_warnings(run) -> None:
    code, out, _ = run("ask", "入户核实几天？")
    assert code == 0
    assert out[0].startswith("青禾县要求")
    assert any("第二条" in line and "青政规〔2026〕7号" in line for line in out)
    assert any(SENTENCE in line for line in out)
    assert any(line.startswith("注意：") for line in out)
    assert any(PLACE in line for line in out)  # the question back


def test_a_refusal_shows_the_nearest_clause(run) -> None:
    code, out, _ = run("ask", "高龄津贴多少？")
    assert code == 0
    assert any("最接近" in line for line in out)
    assert any("《青禾县监测帮扶办法》 第二条" in line for line in out)


def test_the_place_of_the_settings_is_used(run, services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_REGION", "青禾县")
    monkeypatch.setenv("MINGBAI_CLOCK", "2026-06-01")
    _, out, _ = run("ask", "核实几天", "--json")
    assert json.loads(out[0])["region"] == PLACE
    assert json.loads(out[0])["as_of"] == "2026-06-01"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "可用的有"),
        (["ask"], "--batch"),
        (["ask", "a", "--batch", "b.jsonl", "--json"], "--batch"),
        (["ask", "--batch", "b.jsonl"], "--json"),
        (["ask", "  "], "question"),
        (["ask", "问", "--as-of", "tomorrow"], "2026-03-18"),
        (["ask", "问", "--as-of", "20260318"], "2026-03-18"),
        (["ask", "问", "--region", "不存在县"], "不认识地名"),
        (["ask", "问", "--jsn"], "--json"),
        (["ingest"], "路径"),
        (["ingest", ""], "空的"),
        (["ingest", "a.txt", "  "], "空的"),
        (["ingest", "--region"], "--region"),
        (["library", "show"], "文件"),
        (["library", "bury"], "可用的有"),
        (["serve", "--port", "x"], "--port"),
        (["serve", "--host", "0.0.0.0"], "MINGBAI_API_KEY"),
    ],
)
def test_bad_use_is_exit_2_and_one_chinese_line(run, words: list[str], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out, len(err)) == (2, [], 1)
    assert said in err[0]


def test_serve_refuses_a_changed_clock(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBAI_CLOCK", "+90d")
    code, _, err = run("serve")
    assert code == 2
    assert "--insecure-clock" in err[0]


def _batch(folder: Path, *lines: bytes) -> str:
    path = folder / "questions.jsonl"
    path.write_bytes(b"\n".join(lines))
    return str(path)


def test_batch_keeps_order_and_answers_bad_lines_in_place(run, tmp_path: Path, services: FakeServices) -> None:
    history = [{"role": "user", "content": "在吗"}, {"role": "assistant", "content": "在"}]
    path = _batch(
        tmp_path,
        b"\xef\xbb\xbf" + json.dumps({"id": "a", "question": "核实几天", "history": history}).encode(),
        b"",
        b"{broken",
        b"[1]",
        b'{"id": 7}',
        b'{"id": "r", "question": "x", "region": "\xe7\x81\xab\xe6\x98\x9f"}',
        b'{"id": "n", "question": NaN}',
        b'{"id": "s", "question": "\\ud800"}',
        b'{"id": "h", "question": "x", "history": [{"role": "system", "content": "y"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": true, "question": "x"}',
        '{"id": "last", "question": "一行\u2028核实", "region": "青禾县"}'.encode(),
    )
    code, out, err = run("ask", "--batch", path, "--json")
    found = [json.loads(line) for line in out]
    assert code == 3
    assert [item["id"] for item in found] == ["a", None, None, 7, "r", None, "s", "h", None, None, None, "last"]
    codes = [item["error"]["code"] if "error" in item else "" for item in found]
    assert codes == [
        "", "bad_input", "bad_input", "bad_field", "unknown_place", "bad_input", "bad_field", "bad_field", "bad_input",
        "bad_input", "bad_field", "",
    ]  # fmt: skip
    assert found[-1]["region"] == PLACE
    assert list(services.fake_answerer.asked[0][3]) == history
    assert "10" in err[0]


def test_a_batch_without_any_answer_is_exit_1(run, tmp_path: Path) -> None:
    assert run("ask", "--batch", _batch(tmp_path, b"{}"), "--json")[0] == 1


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_batch_is_bad_use(run, tmp_path: Path, content: bytes) -> None:
    assert run("ask", "--batch", _batch(tmp_path, content), "--json")[0] == 2


def test_a_batch_that_is_not_there_is_bad_use(run, tmp_path: Path) -> None:
    code, _, err = run("ask", "--batch", str(tmp_path / "none.jsonl"), "--json")
    assert code == 2
    assert "none.jsonl" in err[0]


def test_ingest_reads_folders_and_names_what_it_refused(run, tmp_path: Path, services: FakeServices) -> None:
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("a.txt", "bad.txt", "deep/b.txt", ".hidden", "~$a.docx", ".git/config"):
        (folder / name).write_text("x")
    code, out, err = run("ingest", str(folder), str(tmp_path / "gone.pdf"), "--json", "--region", "青禾县")
    assert code == 3
    found = {json.loads(line)["source_file"]: json.loads(line)["error"] for line in out}
    assert set(found) == {"a.txt", "bad.txt", "b.txt", "gone.pdf"}
    assert found["a.txt"] is None and found["gone.pdf"]["code"] == "not_found"
    assert {region for _, region in services.read} == {PLACE}
    assert services.fake_index.refreshed


def test_ingest_in_words(run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "bad.txt").write_text("x")
    code, out, err = run("ingest", str(tmp_path / "a.txt"), str(tmp_path / "bad.txt"))
    assert code == 3
    assert out == ["已收录 a.txt：3 条，1 行职责，1 张表"]
    assert len(err) == 1 and "bad.txt" in err[0]
    assert run("ingest", str(tmp_path / "a.txt"))[0] == 0
    assert run("ingest", str(tmp_path / "bad.txt"))[0] == 1
    (tmp_path / "empty").mkdir()
    assert run("ingest", str(tmp_path / "empty"))[0] == 2


def test_library_commands(run) -> None:
    code, out, _ = run("library", "list", "--json")
    assert code == 0
    assert [item["document_id"] for item in json.loads(out[0])["documents"]] == [DOCUMENT_ID]
    code, out, _ = run("library", "list")
    assert "要点整理" in out[0] and DOCUMENT_ID in out[1]
    code, out, _ = run("library", "show", "监测帮扶", "--json")
    shown = json.loads(out[0])
    assert [clause["address"] for clause in shown["clauses"]] == ["第一条", "第二条", "附件1/1"]
    assert shown["clauses"][2]["row"] == {"序号": "1", "事项": "探访", "标准": "每月一次"}
    code, out, _ = run("library", "show", "监测帮扶")
    assert out[1] == "第一章 总则" and out[2].startswith("  [第一条]")
    code, out, _ = run("library", "duties", "--office", "民政", "--json")
    assert code == 0 and json.loads(out[0])["address"] == "第二条"
    assert run("library", "duties", "--office", "外交部")[0] == 1
    assert run("library", "show", "没有的")[0] == 1
    assert run("library", "remove", "监测帮扶")[0] == 0
    assert run("library", "list")[1] == ["资料库是空的；用 mingbai ingest 收录文件。"]


def test_the_lock_is_given_back(run, home: Path) -> None:
    from bot.ownership import claim

    run("library", "list")
    owner = claim(home, "ask")
    assert owner is not None
    owner.release()


def test_help_is_chinese_for_every_command(run) -> None:
    from bot.cli import mingbai

    paths = [[], *([name] for name in mingbai.commands if name != "eval")]
    for words in paths:
        code, out, err = run(*words, "--help")
        assert (code, err) == (0, [])
        assert out[0].startswith("用法：mingbai")
        assert not any(word in line for line in out for word in ("Usage", "Options:", "Commands", "Show this"))


def _child(words: list[str], home: Path, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, "MINGBAI_HOME": str(home)}
    return subprocess.run([sys.executable, "-m", "bot", *words], env=given, check=False, **streams)


def test_a_full_disk_and_no_room_for_a_log_are_one_line(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> None:
        def raising(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(bot.assembly, "build", raising)

    fail(OSError(errno.ENOSPC, "No space left on device"))
    code, _, err = run("library", "list")
    assert (code, len(err)) == (1, 1) and err[0].startswith("磁盘已满")
    fail(RuntimeError("inside"))
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    code, _, err = run("library", "list")
    assert (code, len(err)) == (1, 1) and "RuntimeError" in err[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = _child(["library", "list"], tmp_path, stdout=full, stderr=subprocess.PIPE)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, len(lines)) == (1, 1)
    assert lines[0].startswith("结果写不出去")


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the streams")
def test_closed_streams_are_no_failure(tmp_path: Path) -> None:
    given = {**os.environ, "MINGBAI_HOME": str(tmp_path)}
    line = f"exec '{sys.executable}' -m bot library list >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], env=given, check=False).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes on Windows")
def test_a_file_name_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    try:
        (folder / os.fsdecode("低保".encode("gb18030") + b".txt")).write_text("一、目标\n到2026年建成。\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    done = _child(["ingest", str(folder), "--json"], tmp_path / "home", capture_output=True)
    (report,) = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 1
    assert report["error"]["code"] == "unreadable_file" and "改名" in report["error"]["text"]
    json.dumps(report, ensure_ascii=False).encode()  # no half characters
