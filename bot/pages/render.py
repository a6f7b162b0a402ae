"""Templates to responses."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.answer_lines import document_title, titled, unsaid_notes
from bot.pages.words import edition_words, words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words(), asset=_asset)
    environment.filters.update(titled=titled, edition_words=edition_words)
    environment.filters.update(document_title=document_title, unsaid_notes=unsaid_notes)
    return environment


@cache
def _asset(name: str) -> str:
    # The fingerprint makes a browser fetch a changed file at once, though it keeps an unchanged one.
    content = resources.files("bot.pages").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """The template `name` filled with `values`, never kept by a cache."""
    html = _environment().get_template(name).render(**values)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
