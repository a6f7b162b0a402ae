"""Composed answers: evidence to a short answer with exact citations, without a model."""

from bot.answers.answer import Answer, Clarify, Office
from bot.answers.answerer import Answerer

__all__ = ["Answer", "Answerer", "Clarify", "Office"]
