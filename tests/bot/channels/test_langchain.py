"""The retriever and the runnable for LangChain, and the example of the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.channels.langchain import answerer, retriever
from corpus.errors import BadField, UnknownPlace
from tests.bot.channels.conftest import Served

QUESTION = "农村自来水普及率2025年要到多少？"
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "langchain_chain.py"


def test_clauses_as_documents(served: Served) -> None:
    found = retriever("南昌", limit=3, services=served.services).invoke(QUESTION)
    assert 1 <= len(found) <= 3
    assert "98" in found[0].page_content
    assert found[0].metadata["region"] == "江西省/南昌市"
    with pytest.raises(UnknownPlace):
        retriever("火星", services=served.services)


def test_the_runnable_gives_the_ask_object_singly_and_in_batches(served: Served) -> None:
    chain = answerer("南昌", services=served.services)
    asked = served.services.ask(QUESTION, "南昌", served.services.today())
    assert chain.invoke(QUESTION)["citations"] == asked["citations"]
    history = [{"role": "user", "content": QUESTION}]
    both = chain.batch([{"question": QUESTION}, {"question": "那卫生厕所呢", "history": history}])
    assert "98" in both[0]["answer"] and "83" in both[1]["answer"]
    assert "90" in chain.invoke({"question": QUESTION, "region": "上饶"})["answer"]
    with pytest.raises(BadField):
        chain.invoke({"region": "南昌"})


def test_the_example_of_the_documentation_runs(home: Path) -> None:
    environment = os.environ | {"MINGBAI_HOME": str(home), "PYTHONPATH": str(EXAMPLE.parents[1])}
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "只按下列条款回答" in done.stdout
    assert done.stdout.count("98") >= 2
