"""The picture of a comparison."""

from __future__ import annotations

from xml.etree import ElementTree

from eval.plot import bars


def test_each_value_is_a_bar_as_long_as_it_is_high() -> None:
    drawn = bars("比较", {"甲<乙>": {"R@10": 0.5, "MRR@10": 1.0}, "丙": {"R@10": 0.25, "MRR@10": 0.0}})
    root = ElementTree.fromstring(drawn)  # our own text
    widths = [float(one.attrib["width"]) for one in root if one.tag.endswith("rect") and one.attrib["height"] == "14"]
    assert [width / max(widths) for width in widths] == [0.5, 1.0, 0.25, 0.0]
    assert "甲<乙>" in [one.text for one in root]
