"""Is a sentence borne out by the clauses it cites? Nothing of a model is shown that does not pass here.

`Checker.judge(sentence, evidence)` is the front door; it knows no model and no network. Where to look: `ground` what a
sentence may rest on, cut into statements and pieces; `novel` words that stand in no cited clause; `figures` numbers,
units, bounds, dates and how often; `polarity` denials; `modality` 应当, 可以, 鼓励, 力争; `conditions` what was left
out; `actors` who does what; `joined` two rules made one; `names` offices, places, documents, people; `outside` links,
personal data, advice, prompts. Words stand in data/.
"""

from bot.check.checker import Checker, Fault, Judgement

__all__ = ["Checker", "Fault", "Judgement"]
