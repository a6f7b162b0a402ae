"""A case that goes on (案件接续): a story, and what was said since. Front door: `Case`, `Turn`, and `Triage.resume`.

Where to look: `model` the nouns; `hearing` one turn after the other, and what is known then; `answers` what a clause
answers to a question; `pairing` which clause answers which; `corrections` what is taken back; `desk` facts put right by
staff. Words stand in data/answers.yaml.
"""

from triage.case.model import Case, Turn, Unread

__all__ = ["Case", "Turn", "Unread"]
