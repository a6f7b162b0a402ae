from __future__ import annotations

from retrieval.langchain_retriever import MingbaiRetriever


def test_invoke_gives_the_evidence_of_the_place(searcher):
    retriever = MingbaiRetriever(searcher=searcher, region="云岭省/安澜市/青禾县", limit=3)
    found = retriever.invoke("住院自付费用补助多少")
    assert len(found) == 3
    first = found[0]
    assert first.metadata["address"] == "第三条"
    start, end = first.metadata["best"]
    assert "八千元" in first.page_content[start:end]
    assert {item.metadata["region"] for item in found} <= {"云岭省/安澜市/青禾县", "全国", None}
