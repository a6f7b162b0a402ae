"""Dify's external knowledge: records, threshold, conditions, errors by its own numbers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.channels.dify.conditions import meets
from corpus.errors import BadField
from tests.bot.channels.conftest import KEY, Served

QUERY = "农村自来水普及率2025年要到多少"


def _ask(served: Served, key: str = f"Bearer {KEY}", **body: Any) -> httpx.Response:
    asked = {"knowledge_id": "南昌市", "query": QUERY, "retrieval_setting": {"top_k": 3, "score_threshold": 0.0}} | body
    return httpx.post(f"{served.address}/retrieval", json=asked, headers={"Authorization": key}, timeout=30)


def test_records_of_a_place(served: Served) -> None:
    records = _ask(served).json()["records"]
    assert 1 <= len(records) <= 3
    assert "98" in records[0]["content"]
    assert records[0]["metadata"]["region"] == "江西省/南昌市"
    scores = [record["score"] for record in records]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    for record in records:
        assert isinstance(record["metadata"], dict)
        assert None not in record["metadata"].values()


def test_another_place_gives_nothing_of_this_one(served: Served) -> None:
    records = _ask(served, knowledge_id="吉林省/白山市/临江市").json()["records"]
    assert all(record["metadata"].get("region") != "江西省/南昌市" for record in records)


def test_the_threshold_cuts_and_an_empty_list_is_fine(served: Served) -> None:
    near = _ask(served, retrieval_setting={"top_k": 5, "score_threshold": 0.0}).json()["records"]
    limit = near[0]["score"]
    cut = _ask(served, retrieval_setting={"top_k": 5, "score_threshold": limit}).json()["records"]
    assert cut and all(record["score"] >= limit for record in cut)
    none = _ask(served, retrieval_setting={"top_k": 5, "score_threshold": 1.0}, query="火星移民")
    assert (none.status_code, none.json()) == (200, {"records": []})


def test_conditions_on_metadata(served: Served) -> None:
    def wanted(*conditions: dict[str, Any], operator: str = "and") -> list[dict[str, Any]]:
        condition = {"logical_operator": operator, "conditions": list(conditions)}
        found = _ask(served, knowledge_id="all", metadata_condition=condition)
        return [record["metadata"] for record in found.json()["records"]]

    template = {"name": ["kind"], "comparison_operator": "is", "value": "范本"}
    found = wanted(template)
    assert found and all(one["kind"] == "范本" for one in found)
    late = {"name": "issued_on", "comparison_operator": "after", "value": "2022-12-31"}
    assert all(one["issued_on"] > "2022" for one in wanted(late))
    assert wanted(template, late) == []
    either = wanted(template, late, operator="or")
    assert {one["kind"] == "范本" for one in either} == {True, False} or either


@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [
        ("contains", "南昌", True),
        ("not contains", "南昌", False),
        ("start with", "江西", True),
        ("end with", "市", True),
        ("is", "江西省/南昌市", True),
        ("is not", "江西省/南昌市", False),
        ("in", ["江西省/南昌市", "重庆市"], True),
        ("not in", ["重庆市"], True),
        ("empty", None, False),
        ("not empty", None, True),
    ],
)
def test_operators_on_words(operator: str, value: object, met: bool) -> None:
    condition = {"conditions": [{"name": "region", "comparison_operator": operator, "value": value}]}
    assert meets({"region": "江西省/南昌市"}, condition) is met


@pytest.mark.parametrize(
    ("operator", "value", "met"),
    [("=", 5, True), ("≠", 5, False), (">", "4", True), ("≤", 4, False), ("<", "x", False)],
)
def test_operators_on_numbers(operator: str, value: object, met: bool) -> None:
    assert meets({"n": 5}, {"conditions": [{"name": "n", "comparison_operator": operator, "value": value}]}) is met


def test_days_are_compared_as_precisely_as_they_are_given() -> None:
    before = {"conditions": [{"name": "day", "comparison_operator": "before", "value": "2026-03-18T00:00:00Z"}]}
    assert meets({"day": "2025"}, before)
    assert meets({"day": "2026-02"}, before)
    assert not meets({"day": "2026"}, before)
    assert not meets({}, before)


def test_malformed_conditions_are_refused() -> None:
    for condition in (
        {"conditions": "x"},
        {"conditions": [{}]},
        {"conditions": [{"name": "a", "comparison_operator": "like"}]},
    ):
        with pytest.raises(BadField):
            meets({}, condition)


@pytest.mark.parametrize(
    ("key", "status", "code"), [("channel-key", 401, 1001), ("Bearer wrong", 401, 1002), (f"Bearer {KEY}", 404, 2001)]
)
def test_errors_by_difys_numbers(served: Served, key: str, status: int, code: int) -> None:
    response = _ask(served, key, knowledge_id="火星")
    assert (response.status_code, response.json()["error_code"]) == (status, code)
    assert response.json()["error_msg"] == response.json()["error"]["text"]


def test_a_bad_field_is_named(served: Served) -> None:
    response = _ask(served, retrieval_setting={"top_k": 0, "score_threshold": 0})
    assert response.status_code == 400
    assert "top_k" in response.json()["error_msg"]
