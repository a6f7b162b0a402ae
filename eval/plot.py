"""Bars and curves as SVG text. Needs nothing but the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_COLOURS = ("#1f4e79", "#2e8b57", "#b8860b", "#8b3a3a")
_LABEL, _BAR, _HIGH, _GAP, _FULL = 250, 14, 18, 16, 420
_TOP = 48
_LEFT, _WIDE, _ABOVE, _TALL = 60, 520, 60, 260
_MIDDLE = 'font-size="11" text-anchor="middle"'


def bars(title: str, systems: Mapping[str, Mapping[str, float]]) -> str:
    """An SVG picture of values from 0 to 1: systems to measure to value, all with the same measures."""
    measures = list(next(iter(systems.values())))
    parts = [f'<text x="8" y="20" font-size="15">{escape(title)}</text>']
    for turn, measure in enumerate(measures):
        at = _LABEL + turn * 100
        parts.append(f'<rect x="{at}" y="30" width="10" height="10" fill="{_COLOURS[turn % len(_COLOURS)]}"/>')
        parts.append(f'<text x="{at + 14}" y="40" font-size="12">{escape(measure)}</text>')
    y = _TOP + 8
    for name, values in systems.items():
        middle = y + len(measures) * _HIGH / 2
        parts.append(f'<text x="8" y="{middle:.0f}" font-size="12">{escape(name)}</text>')
        for turn, measure in enumerate(measures):
            width = _FULL * max(0.0, min(1.0, values[measure]))
            colour = _COLOURS[turn % len(_COLOURS)]
            parts.append(f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>')
            label = f"{values[measure]:.3f}"
            parts.append(f'<text x="{_LABEL + width + 4:.1f}" y="{y + 11}" font-size="11">{label}</text>')
            y += _HIGH
        y += _GAP
    size = f'width="{_LABEL + _FULL + 60}" height="{y}"'
    inside = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">\n{inside}\n</svg>\n'


def curves(title: str, series: Mapping[str, Sequence[tuple[float, float]]], bar: float | None = None) -> str:
    """An SVG picture of (x, y) points, all above 0, on two logarithmic axes: a curve a series, each point with its
    value; `bar`: a dashed line that y must stay below."""
    points = [point for curve in series.values() for point in curve]
    across = _Axis.over([x for x, _ in points], _LEFT, _LEFT + _WIDE)
    up = _Axis.over([y for _, y in points] + ([bar] if bar else []), _ABOVE + _TALL, _ABOVE)
    parts = [f'<text x="8" y="20" font-size="15">{escape(title)}</text>']
    for x in sorted({x for x, _ in points}):
        parts.append(f'<text x="{across(x):.1f}" y="{_ABOVE + _TALL + 18}" {_MIDDLE}>{x:g}</text>')
    parts.append(f'<path d="M{_LEFT} {_ABOVE} V{_ABOVE + _TALL} H{_LEFT + _WIDE}" stroke="#666" fill="none"/>')
    if bar:
        parts.append(f'<path d="M{_LEFT} {up(bar):.1f} h{_WIDE}" stroke="#666" stroke-dasharray="5 4"/>')
        parts.append(f'<text x="{_LEFT + 4}" y="{up(bar) - 4:.1f}" font-size="11">{bar:g}</text>')
    for turn, (name, curve) in enumerate(series.items()):
        colour = _COLOURS[turn % len(_COLOURS)]
        way = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in curve)
        parts.append(f'<polyline points="{way}" stroke="{colour}" stroke-width="2" fill="none"/>')
        parts.append(f'<text x="{_LEFT + turn * 90}" y="40" font-size="12" fill="{colour}">{escape(name)}</text>')
        for x, y in curve:
            parts.append(f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>')
            parts.append(f'<text x="{across(x):.1f}" y="{up(y) - 8:.1f}" {_MIDDLE} fill="{colour}">{y:.3g}</text>')
    size = f'width="{_LEFT + _WIDE + 60}" height="{_ABOVE + _TALL + 36}"'
    inside = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">\n{inside}\n</svg>\n'


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a value stands on a logarithmic axis that runs from `start` to `end` on the picture."""

    least: float
    most: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        """The axis that has room for all of `values`."""
        least, most = min(values), max(values)
        return cls(math.log(least), math.log(most if most > least else least * 10), start, end)

    def __call__(self, value: float) -> float:
        return self.start + (self.end - self.start) * (math.log(value) - self.least) / (self.most - self.least)
