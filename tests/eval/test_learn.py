"""Learning finds weights that put the right first, and keeps the floors it is given."""

import numpy as np

from eval.learn import learn_chance, learn_choice
from eval.learn_data import Example


def choices(count=60):
    draw = np.random.default_rng(0)
    for number in range(count):
        worth = np.zeros(4)
        worth[draw.integers(4)] = 1.0
        rows = tuple({"good": float(w), "noise": float(draw.random()), "bad": float(not w)} for w in worth)
        yield Example(str(number), rows, worth, worth)


def test_what_tells_the_right_candidate_gets_weight():
    names = ["bad", "good", "noise"]
    weights = dict(zip(names, learn_choice(list(choices()), names, np.full(3, -np.inf)), strict=True))
    assert weights["good"] > 1 > abs(weights["noise"]) and weights["bad"] < -1


def test_a_floor_holds():
    names = ["bad", "good", "noise"]
    weights = dict(zip(names, learn_choice(list(choices()), names, np.array([0.5, 0.0, 0.0])), strict=True))
    assert weights["bad"] >= 0.5 and weights["noise"] >= 0


def test_a_chance_falls_with_what_speaks_against_it():
    draw = np.random.default_rng(1)
    far = draw.random(200)
    examples = [
        Example(str(i), ({"far": float(x)},), np.array([float(x < 0.5)]), np.zeros(1)) for i, x in enumerate(far)
    ]
    weight, bias = learn_chance(examples, ["far"], np.array([-np.inf]))
    assert weight < 0 < bias
    assert abs(bias + 0.5 * weight) < 1  # even where the two meet
