"""The five documents, read whole: nothing lost, duty lines counted, table rows complete."""

import pytest

from corpus.regions import Regions
from ingest.pipeline import read_source
from ingest.readers import read_file

EXPECTED = {
    "上饶市重点帮扶村方案征求意见稿.txt": (14, 0),
    "临江市增收三年行动方案.txt": (23, 0),
    "南昌市有效衔接规划.txt": (0, 1),
    "县有效衔接工作方案范本.txt": (23, 0),
    "重庆市规划政策解读.txt": (0, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_policy_is_read_without_loss(shared, name):
    reading = read_source(read_file(shared / "policies" / name), Regions.load())
    assert reading.lost == 0
    assert reading.read == reading.kept + reading.furniture
    assert (reading.duty_lines, reading.tables) == EXPECTED[name]
    addresses = [clause.address for clause in reading.clauses]
    assert len(addresses) == len(set(addresses))
