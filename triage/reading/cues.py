"""How the words around a finding bend it (语境): denied, ended, past, planned, asked, hearsay, guessed, supposed.

After ConText (negex): cues, their direction and where their reach ends; words of data/reading/cues.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from triage.model import Certainty, Time
from triage.reading.clauses import Clause, Clauses
from triage.reading.words import cue

_REACH = 14
_NEAR = 4  # a number is denied only right before it
_FAR = 20


@dataclass(frozen=True, slots=True)
class Status:
    """What the words around make of a finding. start, end: the stretch of the cues; dropped: no fact at all."""

    denied: bool = False
    time: Time = Time.NOW
    certainty: Certainty = Certainty.STATED
    start: int | None = None
    end: int | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """Which cues bear on a finding. neg: pre | both | no; inner: a denial may stand inside the match;

    ask: may be asked about or wanted; status: may end as well;

    plan: may be planned; once: given once, so that before means past; event: a day before means past;
    number: the finding is a number; feared: fear of it (怕, 会不会) is no fact;

    intended: an intention before it (明年想让) makes it planned; before: what 以前 makes of it, None nothing;

    questioned: in a question about what may be (可以参加职工社保吗) it is no fact.
    """

    neg: str = "pre"
    status: bool = False
    ask: bool = False
    inner: bool = False
    plan: bool = False
    once: bool = False
    event: bool = False
    number: bool = False
    feared: bool = False
    intended: bool = False
    before: Time | None = None
    questioned: bool = False


class Context:
    """The clauses of one text and what stands in them."""

    def __init__(self, text: str, clauses: Clauses) -> None:
        self.text = text
        self.clauses = clauses
        # Blanked words hold 不 or 没 and deny nothing.
        self.bare = cue("pseudo").sub(lambda m: "＿" * len(m[0]), text)
        self.heard = [m.start() for m in cue("hearsay").finditer(text)]
        self.supposed = [m.span() for m in cue("hypothesis").finditer(text)]
        self.corrections = [m.span() for m in cue("correction").finditer(text)]

    def status(self, start: int, end: int, manner: Manner) -> Status:
        """The status of the finding text[start:end]."""
        clause = self.clauses.at(start)
        if self._is_supposed(clause, start) or self._is_unreal(clause, start, end, manner):
            return Status(dropped=True)
        status = Status(certainty=self._certainty(clause, start))
        if manner.status or manner.ask:
            asked = self._asked(clause, start, end, status)
            if asked is not None:
                return asked
            if manner.status:
                status = self._standing(clause, start, end, manner, status)
        elif manner.plan and self._search("planned", clause.start, end, _REACH + end - start):
            status = replace(status, time=Time.PLANNED)
        if status.time is Time.NOW and manner.intended and self._search("intended", clause.start, start, _REACH):
            status = replace(status, time=Time.PLANNED)
        if status.time is Time.NOW and manner.before is not None and self._was(clause, start):
            status = replace(status, time=manner.before)
        if status.time in (Time.NOW, manner.before) and manner.neg != "no":
            status = self._negation(clause, start, end, manner, status)
        return status

    def _search(self, name: str, low: int, high: int, reach: int = _FAR) -> re.Match[str] | None:
        last = None
        for match in cue(name).finditer(self.text, max(low, high - reach), high):
            last = match
        return last

    def _is_supposed(self, clause: Clause, start: int) -> bool:
        sentence, _ = self.clauses.sentence(clause.sentence)
        low = max(sentence, start - 24)
        for first, last in self.supposed:
            if self.text[first:last] == "的话":
                if start <= first < clause.end:
                    return True
            elif low <= first < start and self.text.count(",", last, start) <= 1:
                return True
        return False

    def _is_unreal(self, clause: Clause, start: int, end: int, manner: Manner) -> bool:
        """What is only compared with (触电一样), asked the meaning of, written by mistake, or feared."""
        sentence = self.clauses.sentence(clause.sentence)
        if cue("likened").match(self.text, end) or cue("defined").search(self.text, *sentence):
            return True
        if cue("mistaken").search(self.text, max(clause.start, start - 6), start):
            return True
        if manner.questioned and self._is_questioned(clause, start, end):
            return True
        return manner.feared and self._search("feared", clause.start, start, _REACH) is not None

    def _is_questioned(self, clause: Clause, start: int, end: int) -> bool:
        """Whether a clause asks what may, must or can be of what was found in it."""
        before = cue("may_be").search(self.text, clause.start, start)
        if before or cue("may_be_behind").match(self.text, end, clause.end):
            return True
        asks = "?" in clause.stop or self.text[clause.end - 1 : clause.end] in tuple("吗么嘛")
        return asks and cue("can").search(self.text, clause.start, clause.end) is not None

    def _was(self, clause: Clause, start: int) -> bool:
        """Whether 以前 opens the clause of a finding and nothing says that it still is so."""
        before = self._search("was", clause.start, start, _REACH)
        return before is not None and not cue("now_again").search(self.text, before.end(), start)

    def _certainty(self, clause: Clause, start: int) -> Certainty:
        sentence, _ = self.clauses.sentence(clause.sentence)
        for heard in self.heard:
            if max(sentence, start - 30) <= heard < start and not re.search(
                "[,](?:我|其实|实际|但|可|事实)(?!家|们)|[^,]{6,}[,](?:我家|我们)", self.text[heard : start + 2]
            ):
                return Certainty.HEARSAY
        guessed = self._search("guess", clause.start, start, 10)
        if guessed and not any(clause.start - 8 <= last <= guessed.start() for _, last in self.corrections):
            return Certainty.GUESS
        if self.text[clause.end - 1 : clause.end] == "吧":
            return Certainty.GUESS
        following = self.clauses.items[clause.number + 1 : clause.number + 2]
        if following and following[0].sentence == clause.sentence:
            behind = following[0]
            if cue("guess_after").match(self.text, behind.start, behind.end):
                return Certainty.GUESS
        return Certainty.STATED

    def _negation(self, clause: Clause, start: int, end: int, manner: Manner, status: Status) -> Status:
        low = max(clause.start, start - (_NEAR if manner.number else _REACH))
        double = None
        for match in cue("double").finditer(self.text, low, start):
            double = match
        if double is not None:
            return replace(status, start=double.start())
        last: re.Match[str] | None = None
        for match in cue("negation").finditer(self.bare, low, start):
            last = match
        if last is not None and manner.number and re.search("[,、]", self.text[last.end() : start]):
            last = None
        if last is not None and self._is_rhetorical(clause, last):
            return status
        if last is not None and not cue("blocker").search(self.bare, last.end(), start):
            return replace(status, denied=True, start=last.start())
        if manner.inner and self._inner(start, end):
            return replace(status, denied=True)
        if manner.neg == "both" and (behind := cue("post").match(self.bare[end : clause.end])):
            return replace(status, denied=True, end=end + behind.end())
        return status

    def _is_rhetorical(self, clause: Clause, negation: re.Match[str]) -> bool:
        """这不是遗弃吗 says that it is."""
        asks = self.text[clause.end - 1 : clause.end] in tuple("吗么嘛") or "?" in clause.stop
        return asks and negation[0] == "不是"

    def _inner(self, start: int, end: int) -> bool:
        """房子不漏雨: the denial stands between the parts of what was found."""
        return bool(cue("negation").search(self.bare, start, end)) and not cue("double").search(self.text, start, end)

    def _asked(self, clause: Clause, start: int, end: int, status: Status) -> Status | None:
        """The status of what is only asked about (是不是低保户) or wished for (想办低保: no fact); None otherwise."""
        asked = self._search("ask_before", clause.start, end)
        if asked and asked.start() < start:
            return replace(status, time=Time.ASKED, start=asked.start())
        wanted = self._search("want", clause.start, start)
        if wanted and not re.search("[了成着过]", self.text[wanted.end() : end + 1]):
            return replace(status, dropped=True)
        if cue("want_behind").search(self.text, end, clause.end):
            return replace(status, dropped=True)
        behind = re.search(r"(?:吗|么|没有|没|不|否)$", self.text[end : clause.end])
        if behind and (behind[0] in ("吗", "么", "否") or "?" in clause.stop):
            wish = re.search(r"^(?:可以|能|行|给)", self.text[end : clause.end])
            return replace(status, dropped=True) if wish else replace(status, time=Time.ASKED, end=clause.end)
        if re.search("不知道|不晓得|不清楚", self.text[max(clause.start, start - 8) : start]):
            return replace(status, time=Time.ASKED)
        return None

    def _standing(self, clause: Clause, start: int, end: int, manner: Manner, status: Status) -> Status:
        """Of something one receives: ended, or held before."""
        ended = self._ended(clause, start, end)
        if ended is not None:
            return replace(status, time=Time.ENDED, start=min(start, ended[0]), end=max(end, ended[1]))
        if re.search("不(?:再)?(?:吃|领|拿|享受|是)?$", self.text[max(0, start - 4) : start]) and self._over(
            clause, end
        ):
            return replace(status, time=Time.ENDED, start=max(clause.start, start - 4))
        before = self._search("before", clause.start, start)
        passed = "过" in self.text[start:end] or cue("passed").match(self.text, end) is not None
        if (before and not cue("now_again").search(self.text, before.end(), start)) or passed:
            negated = self._negation(clause, start, end, manner, status)
            if negated.denied:
                return negated
            time = Time.PAST if manner.once else Time.ENDED
            return replace(status, time=time, start=before.start() if before else None)
        return status

    def _over(self, clause: Clause, end: int) -> bool:
        """不吃低保了: the 了 at the end says that it was so before."""
        return self.text[end : clause.end].endswith("了") and clause.end - end <= 4

    def _ended(self, clause: Clause, start: int, end: int) -> tuple[int, int] | None:
        stretches = [(end, clause.end), (max(clause.start, start - 6), end)]
        following = self.clauses.items[clause.number + 1 : clause.number + 2]
        if following and following[0].sentence == clause.sentence:
            stretches.append((following[0].start, min(following[0].end, following[0].start + 12)))
        for turn, (low, high) in enumerate(stretches):
            for match in cue("ended").finditer(self.text, low, high):
                head = self.text[max(low, match.start() - 4) : match.start()]
                if (
                    cue("fear").search(self.text, clause.start, match.start())
                    or cue("not_ended").search(head)
                    or self.text[match.end() : match.end() + 1] == "不"
                ):
                    continue
                if turn != 2 and match[0].startswith("以前"):
                    continue
                if turn == 2 and match.start() > low + 6:
                    continue
                if turn == 2 and re.search("水|电|学|车|药|厂|工|班", self.text[low : match.end()]):
                    continue
                return match.start(), match.end()
        return None
