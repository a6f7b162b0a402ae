"""Papers as a web page for printing: one file, nothing loaded from elsewhere."""

from __future__ import annotations

from functools import cache

from triage.papers.layout import CARD_SIZE, Bullets, Heading, Paper, Table, Text
from triage.shipped import read_data


def page(paper: Paper) -> str:
    """The page of a paper; every text is escaped."""
    fonts = read_data("papers.yaml")["fonts"]
    kinds = [(_KINDS[type(block)], block) for block in paper.blocks]
    found: str = _template().render(paper=paper, blocks=kinds, fonts=fonts, card=paper.size >= CARD_SIZE)
    return found


_KINDS = {Heading: "heading", Text: "text", Bullets: "bullets", Table: "table"}


@cache
def _template():  # type: ignore[no-untyped-def]  # noqa: ANN202 - a jinja2 template
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("triage.papers")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("paper.html")
