"""Composed answers: evidence to a short answer with exact citations, without a model.

Where to look: `answerer` the front door and the way of a question; `asked`, `ask` what is asked and what was found;
`parts`, `compare` questions that ask several things or set places side by side; `answerable`, `refusal` whether to
answer; `binding` what holds and so goes first; `traits`, `choose`, `intervals`, `fitting` which sentence answers;
`figure`, `rows`, `offices`, `prose`, `lookup`, `standing`, `renamed` the writers, one a kind of question; `premise`,
`notices`, `contact` what goes beside; `draft`, `answer` the shapes. Words, patterns and learned weights stand in data/.
"""

from bot.answers.answer import Answer, Clarify, Office
from bot.answers.answerer import Answerer

__all__ = ["Answer", "Answerer", "Clarify", "Office"]
