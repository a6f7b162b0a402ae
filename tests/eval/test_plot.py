"""The picture of a comparison."""

from __future__ import annotations

from xml.etree import ElementTree

from eval.plot import bars, curves


def test_each_value_is_a_bar_as_long_as_it_is_high() -> None:
    drawn = bars("比较", {"甲<乙>": {"R@10": 0.5, "MRR@10": 1.0}, "丙": {"R@10": 0.25, "MRR@10": 0.0}})
    root = ElementTree.fromstring(drawn)  # our own text
    widths = [float(one.attrib["width"]) for one in root if one.tag.endswith("rect") and one.attrib["height"] == "14"]
    assert [width / max(widths) for width in widths] == [0.5, 1.0, 0.25, 0.0]
    assert "甲<乙>" in [one.text for one in root]


def test_a_curve_rises_by_the_same_step_for_the_same_ratio() -> None:
    drawn = curves("快慢", {"中<位": [(1, 1.0), (10, 10.0), (100, 100.0)], "慢": [(1, 10.0)]}, bar=50)
    root = ElementTree.fromstring(drawn)  # our own text
    line = next(one for one in root if one.tag.endswith("polyline"))
    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    (x1, y1), (x2, y2), (x3, y3) = points
    assert abs((x2 - x1) - (x3 - x2)) < 0.2 and x1 < x2
    assert abs((y1 - y2) - (y2 - y3)) < 0.2 and y1 > y2
    assert "中<位" in [one.text for one in root]
    assert sum("stroke-dasharray" in one.attrib for one in root) == 1


def test_one_point_alone_can_be_drawn() -> None:
    assert "nan" not in curves("一点", {"甲": [(1000, 5.0)]})
