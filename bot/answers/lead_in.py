"""Whose words an answer gives: place, year and nature of the document, in a few characters."""

from __future__ import annotations

import re

from corpus.model import Document, Status
from corpus.status import NATION

_NATURE = {Status.TEMPLATE: "范本", Status.DRAFT: "征求意见稿", Status.INTERPRETATION: "政策解读"}
_TAIL = re.compile(r"[（(][^（）()]*[）)]$")


def years(document: Document) -> str:
    """Years the document speaks for: `2021—2025年`, `2023年`, or ""."""
    first = (document.effective_from or document.issued_on or "")[:4]
    last = (document.effective_to or "")[:4]
    if first and last and first < last:
        return f"{first}—{last}年"
    return f"{first}年" if first else ""


def short_title(document: Document) -> str:
    """The title without a closing bracket and long preambles, in 《》."""
    title = _TAIL.sub("", document.title).replace("《", "〈").replace("》", "〉")
    return f"《{title}》"


def lead_in(document: Document) -> str:
    """How an answer opens: `南昌市2021—2025年规划`, `县工作方案范本`, `《社会救助暂行办法》`."""
    nature = _NATURE.get(document.nature) if document.nature else None
    if nature == "范本":
        return "工作方案范本" if "方案" in document.title else "范本"
    if document.region and document.region != NATION:
        place = document.region.rsplit("/", 1)[-1]
        return f"{place}{years(document)}{nature or document.kind}"
    return short_title(document)


def spoken_address(address: str) -> str:
    """An address as people say it: `五/(四)/完善最低生活保障制度` -> `五(四)“完善最低生活保障制度”`."""
    parts = address.split("/")
    if parts[0].startswith("第"):
        return "".join(parts)
    said = ""
    for part in parts:
        if part.startswith("¶"):
            said += f"第{part[1:]}段"
        elif re.fullmatch(r"[一二三四五六七八九十]+|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+是", part):
            said += part
        elif re.fullmatch(r"[0-9]+", part):
            said += f"第{part}项"
        elif re.fullmatch(r"专栏[0-9]*|附件[0-9]*|函|前言|落款", part):
            said += part
        else:
            said += f"“{part}”"
    return said
