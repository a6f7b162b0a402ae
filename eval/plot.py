"""Bars as SVG text: one group a system, one bar a measure. Needs nothing but the figures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_COLOURS = ("#1f4e79", "#2e8b57", "#b8860b", "#8b3a3a")
_LABEL, _BAR, _HIGH, _GAP, _FULL = 250, 14, 18, 16, 420
_TOP = 48


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
