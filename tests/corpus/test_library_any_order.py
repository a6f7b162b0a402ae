"""Whatever is added, read anew, corrected or removed, in whatever order: the library agrees with itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corpus.library import Library
from corpus.model import Clause, Document, Edition, Reading, Status

DAY = dt.date(2026, 11, 22)
_WORDS = "水渠桥路田林草茶牛羊鸡鱼蜂菜稻麦豆薯棉麻户村镇县市省人老幼病残学教医药房屋床灯电网"
_ID = re.compile(r"[^@\s]+@[^@\s]+")


def _text(seed):
    chance = random.Random(seed)
    return "".join(chance.choice(_WORDS) for _ in range(40)) + "。"


def _reading(paper, edition, date, part, layout, titled, nature):
    """One of a few papers: whole or a part, in one of two layouts, as original or digest."""
    digest = edition is Edition.DIGEST
    clauses = []
    for n in range(1, 4 if part else 9):
        address = f"三/(一)/{n}" if layout == 0 else f"三/{n}"
        clauses.append(
            Clause(address, f"{n}." + ("要点。" if digest else _text(paper * 100 + n)), ("三、重点任务安排",))
        )
    title = f"第{'甲乙丙'[paper]}号方案" if titled else f"文件{paper}"
    document = Document(
        "待定@待定",
        title,
        f"{title}.txt",
        "方案",
        edition,
        issuers=("县办",) if titled else (),
        issued_on=date,
        nature=nature,
    )
    return Reading(document, tuple(clauses), front=(title,) if titled else ())


class AnyOrder(RuleBasedStateMachine):
    """Random histories of one library."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.library = Library(f"sqlite:///{Path(self.folder.name) / 'library.db'}")
        self.versions = [0]

    def teardown(self):
        self.library.close()
        self.folder.cleanup()

    @rule(
        paper=st.integers(0, 2),
        edition=st.sampled_from(Edition),
        date=st.sampled_from([None, "2020-01-01", "2024-01-01"]),
        part=st.booleans(),
        layout=st.integers(0, 1),
        titled=st.booleans(),
        nature=st.sampled_from([None, None, Status.DRAFT]),
        reader=st.sampled_from(["1", "2", "3"]),
        ocr=st.booleans(),
    )
    def add(self, paper, edition, date, part, layout, titled, nature, reader, ocr):
        # The layout is the reader's doing: the same bytes, read anew, may come out under other addresses.
        reading = _reading(paper, edition, date, part, layout, titled, nature)
        named = repr((paper, edition, date, part, titled, nature))
        outcome = self.library.add(
            reading, sha256=hashlib.sha256(named.encode()).hexdigest(), reader_version=reader, ocr=ocr
        )
        assert outcome.outcome in ("added", "copy", "unchanged", "reread")
        shown = {s.document.document_id: s for s in self.library.documents()}
        told = outcome.shelved
        assert shown.get(told.document.document_id) in (told, None)
        if edition is Edition.ORIGINAL:
            assert told == shown[told.document.document_id]
            words = {c.text for c in self.library.show(told.document.document_id)[1]}
            if not ocr or told.ocr:
                assert len(words) >= (3 if part else 8)

    @rule(place=st.integers(0, 5))
    def remove(self, place):
        documents = self.library.documents()
        if documents:
            self.library.remove(documents[place % len(documents)].document.document_id)

    @rule(place=st.integers(0, 5), region=st.sampled_from([None, "云岭省", "重水省"]))
    def correct(self, place, region):
        documents = self.library.documents()
        if documents:
            identity = documents[place % len(documents)].document.document_id
            assert self.library.set_by_hand(identity, region=region).document.region == region

    @invariant()
    def agrees_with_itself(self):
        assert self.library.check() == []
        documents = self.library.documents()
        by_id = {s.document.document_id: s for s in documents}
        assert len(by_id) == len(documents)
        assert all(_ID.fullmatch(identity) for identity in by_id)
        for identity, shelved in by_id.items():
            for other, back in ((shelved.supersedes, "superseded_by"), (shelved.superseded_by, "supersedes")):
                assert other is None or other in by_id
                assert other is None or other != identity, back
        assert self.library.visible(None, DAY) <= set(by_id)
        units = list(self.library.units())
        assert self.library.units_by_id(u.unit_id for u in units) == {u.unit_id: u for u in units}
        assert len({u.unit_id for u in units}) == len(units)

    @invariant()
    def clauses_are_complete_and_addressed_once(self):
        for shelved in self.library.documents():
            _, clauses = self.library.show(shelved.document.document_id)
            names = [name for c in clauses for name in (c.address, *c.aliases)]
            assert len(names) == len(set(names))
            assert shelved.clauses == len(clauses)

    @invariant()
    def version_never_falls(self):
        self.versions.append(self.library.version())
        assert self.versions[-1] >= self.versions[-2]


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_digest_that_its_words_tell_apart_may_come_again(tmp_path):
    """Beside a part of the original a digest of the whole gets an id of its own; the same words come back to it."""
    library = Library(f"sqlite:///{tmp_path / 'library.db'}")
    part = _reading(0, Edition.ORIGINAL, "2020-01-01", True, 0, True, None)
    library.add(part, sha256="0" * 64, reader_version="1", ocr=False)
    told = [
        library.add(
            _reading(0, Edition.DIGEST, "2020-01-01", False, 0, True, nature), sha256=mark * 64, reader_version="1"
        )
        for mark, nature in (("1", None), ("2", Status.DRAFT))
    ]
    assert [one.outcome for one in told] == ["added", "reread"]
    assert len({one.shelved.document.document_id for one in told}) == 1
    assert len(library.documents()) == 2
    library.close()
