from __future__ import annotations

import datetime as dt
import threading

from corpus.model import Clause, Document

DAY = dt.date(2026, 11, 22)


def test_searching_goes_on_while_documents_come_and_go(shelf, index, searcher):
    faults: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                found = searcher.search("住院自付费用怎么补助", region="云岭省/安澜市/青禾县", as_of=DAY)
                assert found.evidence
            except BaseException as fault:  # noqa: BLE001 - whatever went wrong in the thread is the result
                faults.append(fault)
                return

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for turn in range(6):
        key = f"来去办法{turn % 2}@2024"
        clause = Clause("第一条", f"第一条 住院补助第{turn}种。")
        shelf.put(Document(key, "来去办法", "x.txt", "办法", region="全国"), [clause])
        index.update(shelf)
        if turn % 2:
            shelf.remove(key)
            index.update(shelf)
    stop.set()
    for thread in asking:
        thread.join()
    assert faults == []
