from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from corpus.model import Clause, Document, Duty, Role, Status
from retrieval.index import SearchIndex
from retrieval.search import Searcher
from retrieval.tokenizer import Tokenizer

DAY = dt.date(2026, 11, 22)
COUNTY = "云岭省/安澜市/青禾县"


def _load(name: str) -> ModuleType:
    """Test helpers lie beside the tests, which are no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


MemoryShelf = _load("shelf_in_memory").MemoryShelf
HashEmbedder = _load("embedder_for_tests").HashEmbedder


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def empty_shelf():
    return MemoryShelf()


@pytest.fixture
def shelf():
    """Papers of two invented counties, a national statute, a draft and a template, on the same few subjects."""
    shelf = MemoryShelf()
    shelf.put(
        Document(
            "青禾县防返贫监测帮扶办法·青禾县人民政府@2026-03-18",
            "青禾县防返贫监测帮扶办法",
            "a.txt",
            "办法",
            doc_number="青政规〔2026〕7号",
            region=COUNTY,
            effective_from="2026-05-01",
        ),
        [
            Clause("第一条", "第一条 为了防止返贫，帮助困难家庭，制定本办法。", ("第一章 总则",)),
            Clause("第二条/第一款", "第二条 人均年收入低于六千八百元的农村家庭，可以申请列入监测。", ("第二章 监测",)),
            Clause("第二条/第二款", "家庭由村民委员会入户核实，十个工作日内报乡镇人民政府。", ("第二章 监测",)),
            Clause(
                "第三条",
                "第三条 监测家庭成员住院的自付费用超过八千元的部分，按百分之三十补助。牵头单位：县医疗保障局。",
                ("第三章 帮扶",),
                duties=(Duty("县医疗保障局", Role.LEAD),),
            ),
        ],
    )
    shelf.put(
        Document(
            "禾安县扶贫车间奖补方案·禾安县人民政府@2024-01-05",
            "禾安县扶贫车间奖补方案",
            "b.txt",
            "方案",
            region="云岭省/安澜市/禾安县",
        ),
        [
            Clause("一", "一、每吸纳一名监测家庭成员就业满六个月，奖补车间一千五百元。"),
            Clause("二/(一)", "(一)住院自付费用由县医疗保障局按百分之五十补助。"),
        ],
    )
    shelf.put(
        Document("社会帮扶条例·国务院@2019", "社会帮扶条例", "c.md", "条例", region="全国", effective_from="2019"),
        [
            Clause("第一条", "第一条 国家建立社会帮扶制度。"),
            Clause("第七条", "第七条 住院费用负担过重的家庭，可以向乡镇人民政府申请临时帮扶。"),
        ],
    )
    shelf.put(
        Document(
            "青禾县医疗帮扶细则·青禾县医疗保障局@2026-09",
            "青禾县医疗帮扶细则（征求意见稿）",
            "d.txt",
            "细则",
            region=COUNTY,
            nature=Status.DRAFT,
        ),
        [Clause("一", "一、监测家庭成员住院的自付费用超过六千元的部分，按百分之三十补助。")],
    )
    shelf.put(
        Document(
            "防返贫工作方案范本@2022", "防返贫工作方案范本", "e.txt", "范本", nature=Status.TEMPLATE, self_place="我县"
        ),
        [
            Clause("一/(一)", "(一)监测帮扶。对监测家庭住院费用给予补助。"),
            Clause("专栏1/1", "1 农村居民收入 18000", row={"序号": "1", "指标": "农村居民收入", "2025年": "18000"}),
        ],
    )
    return shelf


@pytest.fixture
def index(shelf, tokenizer, embedder, tmp_path):
    made = SearchIndex(tmp_path / "i-test", tokenizer, embedder)
    made.update(shelf)
    return made


@pytest.fixture
def searcher(shelf, index):
    return Searcher(shelf, index)
