"""From a story to everything that can be said of it (分诊): the front door of this folder, `Triage.refer`.

A case goes on by `Triage.resume`: the same, for a story with what was said since (triage.case).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.library import Library
from corpus.model import Notice
from triage.behalf import speaks_for_others
from triage.case.answers import Put
from triage.case.hearing import Heard, begin, hear
from triage.case.model import Case, Turn, asked_of
from triage.categories import classify
from triage.danger import find_dangers
from triage.grounds import Grounds
from triage.household import Household
from triage.local_lines import lines_drawn
from triage.measures import describe
from triage.model import Danger, Measure, Outlook, Question, Reading, Story, Verdict
from triage.questions import next_questions
from triage.rules.book import RuleBook
from triage.rules.parameters import Parameters
from triage.rules.schema import Rule
from triage.scope import judge_scope
from triage.verdict import Finding, examine
from triage.watch import Watch

CALLER, VILLAGE = "本人", "村"
_ORDER = (Verdict.LIKELY, Verdict.NEED_INFO, Verdict.ALREADY, Verdict.NOT_NOW)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the rules make of a case at one point."""

    said: Story
    urgent: tuple[Danger, ...]
    household: Household
    findings: tuple[Finding, ...]
    untouched: int
    questions: tuple[Question, ...]


class Triage:
    """Rules and library, ready for stories. Safe to use from many threads."""

    def __init__(self, book: RuleBook, library: Library, parameters: Parameters | None = None) -> None:
        self.book = book
        self.parameters = parameters or Parameters()
        self._grounds = Grounds(library)
        self._watch = Watch(library)

    def refer(self, story: Story) -> Outlook:
        """What may apply, who handles it, what to ask next. Nothing is kept of the story.

        Raises LibraryError when the library cannot be read, KnowledgeError when shipped data are malformed.
        """
        return self.resume(Case(story))

    def resume(self, case: Case, turn: Turn | None = None) -> Outlook:
        """The same for a case, with one turn more if there is one; `Outlook.case` is then the longer case.

        The story of the outlook holds the text of all turns: facts point into it. Raises as `refer` does, and BadField
        for a turn that says nothing, or is about a member that the case does not have.
        """
        self._grounds.refresh()
        heard = begin(case.story, self.book.names)
        gone_by = Case(case.story)
        for one in (*case.turns, *((turn.checked(),) if turn is not None else ())):
            if not one.asked and one.value is None and not one.remove:
                one = replace(one, asked=asked_of(self._judge(heard).questions))
            heard = hear(heard, one, [Put(path, text) for path, text in one.asked], self.book.names)
            gone_by = gone_by.with_turn(one)
        return self._outlook(heard, gone_by)

    def look(self, story: Story, reading: Reading) -> Outlook:
        """The same for a story that was read elsewhere: by a person, by another reader. Raises as `refer` does."""
        self._grounds.refresh()
        return self._outlook(Heard(story, story.text, story.text, reading), Case(story))

    def _judge(self, heard: Heard) -> _Judged:
        story = heard.story
        said = replace(story, text=heard.spoken)
        urgent = find_dangers(said, heard.reading)
        household = Household(heard.reading, story.day, for_others=speaks_for_others(said.text))
        findings, untouched = self._examine(household, heard.reading.named, story.place, story.day)
        questions = next_questions(heard.reading, findings, urgent, story.place, heard.closed)
        return _Judged(said, urgent, household, tuple(findings), untouched, questions)

    def _outlook(self, heard: Heard, case: Case) -> Outlook:
        story, judged = heard.story, self._judge(heard)
        scope = judge_scope(judged.said, heard.reading, judged.urgent)
        measures = tuple(self._describe(finding, heard, story) for finding in judged.findings)
        if scope.out_of_scope is not None:
            measures = tuple(m for m in measures if m.verdict is not Verdict.LIKELY)
        outlook = Outlook(
            story=story,
            reading=heard.reading,
            urgent=judged.urgent,
            out_of_scope=scope.out_of_scope,
            handover=scope.handover,
            kind=scope.kind,
            policy_only=scope.policy_only,
            categories=classify(judged.household, story.day, self._figures(story.place, story.day)),
            measures=measures,
            untouched=judged.untouched,
            questions=judged.questions,
            warnings=tuple(_warnings(measures, story.place)),
            case=case,
            spoken=heard.spoken,
            unknown=heard.unknown,
            unread=heard.unread,
        )
        return replace(outlook, watch=self._watch.around(outlook))

    def _examine(
        self, household: Household, named: Sequence[str], place: str | None, day: dt.date
    ) -> tuple[list[Finding], int]:
        rules = self.book.in_force(place, day)
        findings = [
            finding
            for rule in rules
            if (finding := examine(rule, household, self._params(rule, place, day), named=rule.id in named))
        ]
        findings.sort(key=lambda f: (_ORDER.index(f.verdict), -f.rule.weight))
        return findings, len(rules) - len(findings)

    def _params(self, rule: Rule, place: str | None, day: dt.date) -> dict[str, float | None]:
        """A rule's local figures: as filled in by the county, else as the place's own clauses state them."""
        params = dict(self.parameters.of(rule, place, day))
        unset = [name for name, value in params.items() if value is None]
        if unset and place is not None:
            params |= lines_drawn(rule, self._grounds.of(rule, place, day), unset)
        return params

    def _figures(self, place: str | None, day: dt.date) -> dict[str, float | None]:
        """What the county filled in, by the name of the parameter as printed."""
        return {
            parameter.name: self._params(rule, place, day)[key]
            for rule in self.book.in_force(place, day)
            for key, parameter in rule.params.items()
        }

    def _describe(self, finding: Finding, heard: Heard, story: Story) -> Measure:
        citations = self._grounds.of(finding.rule, story.place, story.day)
        found = describe(finding, citations, heard.reading.members, story.place, story.day)
        # What the caller does not know himself is asked of the village.
        missing = tuple(
            replace(gap, who=VILLAGE) if gap.path in heard.unknown and gap.who == CALLER else gap
            for gap in found.missing
        )
        return replace(found, missing=missing)


def _warnings(measures: Sequence[Measure], place: str | None) -> list[Notice]:
    """What holds for the whole: that no place is known while measures differ by place."""
    if place is not None or not measures:
        return []
    return [Notice("place_unknown", "还不知道是哪个县，各地标准和经办单位不同，请先问清所在县乡。")]
