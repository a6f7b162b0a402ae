"""The tables come about by migrations alone, from nothing and from the oldest schema, and equal what the code says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import corpus.database
from corpus.database import HEAD, upgrade
from corpus.errors import LibraryError
from corpus.library import Library
from corpus.tables import METADATA

OLDEST = "0001"


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option(
        "script_location", str(__import__("pathlib").Path(corpus.database.__file__).parent / "migrations")
    )
    return ScriptDirectory.from_config(config)


def test_head_is_the_newest_migration_and_there_is_one_line():
    script = _script()
    assert script.get_heads() == [HEAD]
    assert script.get_bases() == [OLDEST]


def _differences(url):
    with create_engine(url).connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), METADATA)


def test_from_nothing(url):
    Library(url).close()
    assert _differences(url) == []


def test_from_the_oldest_schema_with_its_content(url, put):
    engine = create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, OLDEST)
    engine.dispose()
    library = Library(url)
    put(library, "方案", {"一": "甲。"}, issued_on="2026")
    assert library.version() == 1
    library.close()
    assert _differences(url) == []


def test_alembic_is_not_loaded_for_a_database_that_is_up_to_date(url, monkeypatch):
    Library(url).close()
    monkeypatch.setattr(corpus.database, "upgrade", lambda *_: pytest.fail("migrated again"))
    Library(url).close()


def test_a_database_of_a_later_program_is_left_alone(url):
    Library(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LibraryError, match="请升级程序"):
        Library(url)


def test_many_open_a_new_library_at_once(url):
    with ThreadPoolExecutor(8) as pool:
        opened = [pool.submit(Library, url) for _ in range(8)]
        libraries = [each.result() for each in opened]
    assert {library.version() for library in libraries} == {0}
    for library in libraries:
        library.close()


def test_a_migration_that_breaks_leaves_nothing(url, monkeypatch):
    def broken(connection, *_):
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise LibraryError("坏了")

    with monkeypatch.context() as patch:
        patch.setattr(corpus.database, "upgrade", broken)
        with pytest.raises(LibraryError):
            Library(url)
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    Library(url).close()


def _tables_at(revision, folder):
    engine = create_engine(f"sqlite:///{folder / 'former.db'}")
    with engine.begin() as connection:
        upgrade(connection, revision)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_sketches_of_an_older_library_are_found_beside_their_texts(url, put, tmp_path):
    clauses = {
        f"第{n}条": f"第{n}条 青禾县第{n}个村的水渠由第{n}组养护，每年第{n}月查看，费用记入第{n}号账。"
        for n in range(1, 30)
    }
    library = Library(url)
    put(library, "水渠办法", clauses, issued_on="2026")
    library.close()
    engine = create_engine(url)
    since = set(inspect(engine).get_table_names()) - _tables_at("0002", tmp_path)
    with engine.begin() as connection:
        for name in since:  # tables that came after the sketches went
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("CREATE TABLE sketches (hash BIGINT, text_id BIGINT, PRIMARY KEY (hash, text_id))"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    library = Library(url)
    assert put(library, "新建文档(2)", clauses, front=()).outcome == "copy"
    library.close()
    assert _differences(url) == []
