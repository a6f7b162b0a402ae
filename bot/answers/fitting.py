"""Does a sentence hold a figure of the kind that is asked for?"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.figures import Figure, find_figures

_OFTEN = re.compile(r"每(?:天|日|周|旬|月|季度?|半年|年)(?!度)|按(?:月|季|年)|逐(?:月|年)|定期|一年[一两二三四]次")
_SOME = re.compile(r"[一两](?:个|项|家|条|户|处|支)(?:以上|及以上)?")


# What answers for a sum beside a sum: so many times or months of a wage, or that nothing is to be paid.
_WORTH = re.compile(
    r"[0-9一二三四五六七八九十两]+(?:个月|倍|%|成)[^，。；]{0,8}(?:工资|缴费|付|支付|赔偿|补偿|罚款)|"
    r"(?:工资|缴费|付|赔偿|补偿|罚)[^，。；]{0,12}[0-9一二三四五六七八九十两]+(?:个月|倍|%|成)|[一二三四五六七八九十两0-9]+倍|"
    r"免费|免收|不收|免除|减免|全额"
)


@lru_cache(maxsize=8192)  # the same sentences are looked into again and again
def fits(words: str, classes: frozenset[str]) -> bool:
    """Do `words` hold a figure of one of these unit classes (of any, when none is named)?"""
    if any(counts(figure, classes) for figure in find_figures(words)):
        return True
    if "money" in classes and _WORTH.search(words):
        return True
    return ("duration" in classes and bool(_OFTEN.search(words))) or ("count" in classes and bool(_SOME.search(words)))


def counts(figure: Figure, classes: frozenset[str]) -> bool:
    """Is this figure of one of the classes (of any that is no date and no number of order, when none is named)?"""
    return figure.unit_class in classes if classes else figure.unit_class not in ("ordinal", "date")
