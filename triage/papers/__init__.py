"""Printed papers (打印件): work orders and cards as Word, PDF, web page and spreadsheet. Front doors: the `save_` ones.

All formats draw the same blocks (triage.papers.layout), so that they cannot say different things.
"""

from triage.papers.saving import save_card, save_list, save_order

__all__ = ["save_card", "save_list", "save_order"]
