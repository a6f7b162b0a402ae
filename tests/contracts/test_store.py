"""What every database below the library must do, whatever its make.

SQLite always; PostgreSQL too wherever its server programs and a driver are installed.
"""

from __future__ import annotations

import datetime as dt
import glob
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.model import Clause, Duty, Edition, Role

DAY = dt.date(2026, 11, 22)


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb") or next(
        iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), reverse=True)), None
    )
    can_drop_rights = not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("runuser") is not None
    has_driver = importlib.util.find_spec("psycopg") is not None
    return Path(found).parent if found and has_driver and can_drop_rights else None


_PROGRAMS = _postgres_programs()
_MAKES = ["sqlite"] + (["postgresql"] if _PROGRAMS else [])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL server of our own on a socket in a temporary folder."""
    assert _PROGRAMS is not None
    folder = tmp_path_factory.mktemp("pg")
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        for part in (folder, *folder.parents[:2]):
            part.chmod(0o755)
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [*as_user, str(_PROGRAMS / "initdb"), "-D", str(data), "-U", "mingbai", "-A", "trust", "-E", "UTF8"],
        check=True,
        capture_output=True,
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
    control = [*as_user, str(_PROGRAMS / "pg_ctl"), "-D", str(data), "-w"]
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, capture_output=True)
    yield folder
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


@pytest.fixture(params=_MAKES)
def library(request, url):
    if request.param == "postgresql":
        from sqlalchemy import create_engine, text

        folder = request.getfixturevalue("server")
        url = f"postgresql+psycopg://mingbai@/postgres?host={folder}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    opened = Library(url)
    yield opened
    opened.close()


def _clauses(count=10, word="要点"):
    duties = (Duty("县民政局", Role.LEAD, "民政", "县民政局"),)
    return [
        Clause(f"三/{n}", f"{n}.{word}第{n}件事，各村都要照着办好办实。" * 2, ("三、任务",), 1, duties)
        for n in range(1, count + 1)
    ]


def test_all_that_goes_in_comes_out(library, put):
    put(library, "方案", _clauses(), issued_on="2026-03-18", issuers=("县办",), dropped=("— 1 —",))
    shelved, clauses = library.show("方案·县办@2026-03-18")
    assert clauses == _clauses()
    assert [u.text for u in library.units()] == [c.text for c in clauses]
    assert [library.unit(u.unit_id) for u in library.units()] == list(library.units())
    assert len(library.duties("民政")) == 10
    assert library.files(shelved.document.document_id)[0].dropped == ("— 1 —",)
    assert library.visible("全国", DAY) == {"方案·县办@2026-03-18"}
    assert library.check() == []


def test_digest_original_copy_version_and_removal(library, put):
    facts = {"issued_on": "2026-03-18", "issuers": ("县办",)}
    put(library, "方案", _clauses(), edition=Edition.DIGEST, **facts)
    put(library, "方案", _clauses(word="原文"), **facts)
    put(library, "改名", _clauses(word="原文"), front=(), source_file="改名.pdf")
    new = put(library, "方案", _clauses(word="新版"), issued_on="2027-03-18", issuers=("县办",)).shelved
    first, second = library.documents()
    assert (first.copies, first.superseded_by) == (("改名.pdf",), new.document.document_id)
    assert second.supersedes == first.document.document_id
    library.remove(first.document.document_id)
    assert library.get(first.document.document_id).document.edition is Edition.DIGEST
    library.remove(new.document.document_id)
    assert library.get(first.document.document_id).superseded_by is None
    assert library.check() == []


def test_reread_correction_and_changes(library, put):
    put(library, "方案", _clauses(), sha256="a" * 64, issued_on="2026")
    library.set_by_hand("方案@2026", region="云岭省")
    before = library.version()
    moved = [Clause(c.address.replace("三", "四"), c.text, c.heading, c.page, c.duties) for c in _clauses()]
    outcome = put(library, "方案", moved, sha256="a" * 64, reader_version="2", issued_on="2026")
    assert (outcome.outcome, outcome.shelved.document.region) == ("reread", "云岭省")
    assert library.clause("方案@2026", "三/4").address == "四/4"
    assert library.changed_since(before).changed == {"方案@2026"}
    library.set_index_row("x", {"a": [1]})
    assert library.index_row("x") == {"a": [1]}


def test_what_fails_leaves_nothing(library, put):
    put(library, "方案", _clauses(), issued_on="2026")
    before = (library.version(), library.documents())
    with library.batch(every=5, seconds=60), pytest.raises(ValueError, match="broken"):
        put(library, "坏的", _BrokenClauses(_clauses()), issued_on="2026")
    assert (library.version(), library.documents()) == before
    assert library.check() == []


class _BrokenClauses(list):
    """Clauses that break when they are about to be written."""

    def __iter__(self):
        for place, clause in enumerate(super().__iter__()):
            if place == 7:
                yield _Broken(clause)
            else:
                yield clause


class _Broken:
    def __init__(self, clause):
        self.address, self.text, self.heading = clause.address, clause.text, clause.heading

    @property
    def page(self):
        raise ValueError("broken")
