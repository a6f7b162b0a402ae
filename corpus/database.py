"""The database below the library: opening, migrating, transactions, and its failures in our own words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryError, MingbaiError
from corpus.jsontext import dumps
from corpus.quick import Quick

HEAD = "0006"
_BUSY_MS = 30_000
# A run of many adds: room for its pages, and fewer copies from log to file.
_ROOM = ("cache_size=-32000", "wal_autocheckpoint=8000")


class Database:
    """One engine. `read` and `write` each are one transaction; inside an open batch both join it."""

    def __init__(self, url: str) -> None:
        """Open and migrate. Raises LibraryError when the database cannot be used, LibraryDamaged when it is broken."""
        with said_plainly():
            self.engine = _engine(url)
            self._migrate()
        self._local = threading.local()

    @property
    def joined(self) -> Connection | None:
        """The connection of this thread's open batch, if one is open."""
        return getattr(self._local, "connection", None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view."""
        if self.joined is not None:
            yield self.joined
            return
        with said_plainly(), self.engine.begin() as connection:
            yield connection

    def glance(self, sql: str) -> Any:  # noqa: ANN401 - a value of the driver's
        """One value that a query without parameters gives, without a transaction around it: asked with every question,
        where opening and closing one would be most of the cost."""
        if self.joined is not None:
            return Quick(self.joined).look(sql)[0][0]
        with said_plainly():
            try:
                with closing(self.engine.raw_connection()) as connection:
                    cursor = connection.cursor()
                    cursor.execute(sql)
                    row = cursor.fetchone()
                    return row[0] if row else None
            except self.engine.dialect.loaded_dbapi.Error as fault:
                raise DBAPIError(sql, None, fault) from fault

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, written whole or not at all."""
        if self.joined is not None:
            with said_plainly(), _part(self.joined):
                yield self.joined
            return
        with said_plainly(), self._writer() as connection, connection.begin():
            yield connection

    def begin(self) -> None:
        """Open this thread's batch."""
        with said_plainly():
            connection = self._writer()
            connection.begin()
        self._local.connection = connection

    def end(self, *, keep: bool) -> None:
        """Close this thread's batch; keep: commit, else undo. Without an open batch nothing happens."""
        connection, self._local.connection = self.joined, None
        if connection is None:
            return
        with said_plainly(), connection:
            transaction = connection.get_transaction()
            if transaction is not None:
                transaction.commit() if keep else transaction.rollback()

    def close(self) -> None:
        """Give back all connections."""
        self.end(keep=False)
        self.engine.dispose()

    def _writer(self) -> Connection:
        return self.engine.connect().execution_options(mingbai_write=True)

    def _migrate(self) -> None:
        """Bring the tables to HEAD; Alembic is only loaded when there is something to do."""
        with self.engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if current == HEAD:
            return
        if current is not None and current > HEAD:
            raise LibraryError(f"这个库由更新的版本写成（结构 {current}，本程序到 {HEAD}）；请升级程序后再打开。")
        with self.engine.connect().execution_options(mingbai_write=True) as connection, connection.begin():
            upgrade(connection)


@contextmanager
def _part(connection: Connection) -> Iterator[None]:
    """A part of the open transaction that is undone alone (savepoint); by the driver, for every add makes one."""
    quick = Quick(connection)
    quick.tell("SAVEPOINT part")
    try:
        yield
    except BaseException:
        quick.tell("ROLLBACK TO SAVEPOINT part")
        quick.tell("RELEASE SAVEPOINT part")
        raise
    quick.tell("RELEASE SAVEPOINT part")


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to `target` on this connection, in its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("corpus").joinpath("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")  # the driver that we are tested with
        return _server_engine(parsed)
    engine = create_engine(url, json_serializer=dumps, connect_args={"timeout": _BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own transaction handling commits at surprising places; BEGIN is ours, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}", *_ROOM):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: a reader that turns writer late would fail instead of waiting.
        writes = connection.get_execution_options().get("mingbai_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server_engine(url: URL) -> Engine:
    try:
        return create_engine(url, json_serializer=dumps, pool_pre_ping=True)
    except ImportError as error:
        raise LibraryError(
            "连数据库的程序包没有装；请运行 pip install 'psycopg[binary]'，或取消 MINGBAI_DATABASE_URL 改用自带的库。"
        ) from error


# What the drivers say, and what we make of it.
_FAILURES: tuple[tuple[tuple[str, ...], type[LibraryError], str], ...] = (
    (("locked", "busy"), LibraryBusy, "库正被另一个程序写入，等了 30 秒仍未轮到；请稍后再试。"),
    (
        ("malformed", "not a database", "corrupt"),
        LibraryDamaged,
        "库文件已损坏，无法读取；请用 mingbai restore 恢复最近的备份。",
    ),
    (("full",), LibraryError, "磁盘已满，没有写入任何内容；请腾出空间后重来。"),
    (("readonly", "read-only"), LibraryError, "库文件只能读不能写；请检查 MINGBAI_HOME 目录的权限。"),
    (
        ("unable to open", "could not connect", "connection refused", "connection failed"),
        LibraryError,
        "打不开数据库；请检查 MINGBAI_HOME 或 MINGBAI_DATABASE_URL 指的地方是否存在、可写。",
    ),
)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the database's failures into errors of ours."""
    try:
        yield
    except MingbaiError:
        raise
    except SQLAlchemyError as error:
        raise _translate(error) from error


def _translate(error: SQLAlchemyError) -> LibraryError:
    words = str(getattr(error, "orig", None) or error).lower()
    if isinstance(error, ArgumentError | NoSuchModuleError):
        return LibraryError(
            "数据库地址（MINGBAI_DATABASE_URL）写得不对；请写成 sqlite:///路径 或 postgresql+psycopg://…。"
        )
    for signs, kind, line in _FAILURES:
        if any(sign in words for sign in signs):
            return kind(line)
    return LibraryError(f"数据库出错（{words[:120]}），没有写入任何内容；请运行 mingbai doctor 查看。")
