"""Does the library agree with itself? Asked by `mingbai doctor` and by the tests that kill it."""

from __future__ import annotations

from sqlalchemy import Connection, text

_QUESTIONS = {
    "有 {n} 份文本的条款数与记载不符": (
        "SELECT count(*) FROM texts t WHERE t.clauses <> (SELECT count(*) FROM clauses c WHERE c.id >= t.id * 1048576"
        " AND c.id < (t.id + 1) * 1048576)"
    ),
    "有 {n} 个条款不属于任何文本": (
        "SELECT count(*) FROM clauses c WHERE NOT EXISTS (SELECT 1 FROM texts t WHERE t.id = c.text_id)"
    ),
    "有 {n} 个版本没有唯一的现用文本": (
        "SELECT count(*) FROM versions v WHERE 1 <> (SELECT count(*) FROM texts t WHERE t.version_id = v.id AND t.live)"
    ),
    "有 {n} 份文本找不到所引的源文件记录": (
        "SELECT count(*) FROM texts t WHERE NOT EXISTS"
        " (SELECT 1 FROM files f WHERE f.text_id = t.id AND f.sha256 = t.sha256)"
    ),
    "有 {n} 个条款编号不属于它的版本": (
        "SELECT count(*) FROM clauses c JOIN texts t ON t.id = c.text_id WHERE c.unit_id / 1048576 <> t.version_id"
    ),
}


def contradictions(connection: Connection) -> list[str]:
    """One Chinese sentence for each kind of contradiction found; [] when there is none."""
    found: list[str] = []
    if connection.dialect.name == "sqlite":
        verdict = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if list(verdict) != ["ok"]:
            found.append("数据库文件自检未通过，请用 mingbai restore 恢复备份。")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            found.append("数据库中有记录指向不存在的对象，请用 mingbai restore 恢复备份。")
    for sentence, question in _QUESTIONS.items():
        count = connection.execute(text(question)).scalar_one()
        if count:
            found.append(f"{sentence.format(n=count)}，请用 mingbai restore 恢复备份。")
    return found
