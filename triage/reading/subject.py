"""Whom a finding is about (说的是谁): the person before it in its clause, behind it after 的, or carried over."""

from __future__ import annotations

import re
from bisect import bisect_left

from triage.reading.clauses import Clauses
from triage.reading.people import CHILDREN, Cast, Mention, Person
from triage.reading.words import cue

_BEHIND = re.compile("(?:在床|在家|病)?(?:了)?的(?:就?是|那个|这个|亲|一个)?")
_JOINED = ("和", "跟", "与", "、", "同", "还有", "加", "以及", "加上")
_HAS_CHILD = re.compile(r"(?:有|供|带|送|要供|供着|得供|抚养|领养)")
_SOMEONE = re.compile(r"(?:有|有个|有一个|有人|一个人)$")
_WE = ("我们", "俺们", "咱们")
_LEAD = 12
_FAR = 160
_MANY = 30
_TOGETHER = re.compile("过|住|一起|生活|在一起|一块")
_BOTH = re.compile("都|俩|两|均|全|双")


class Subjects:
    """Finds the people and the household that a stretch of the story is about."""

    def __init__(self, text: str, clauses: Clauses, cast: Cast) -> None:
        self.text, self.clauses, self.cast = text, clauses, cast
        self.mentions = cast.mentions
        self._starts = [mention.start for mention in self.mentions]

    def people(self, start: int, end: int, who: str = "") -> tuple[tuple[Person, ...], Mention | None]:
        """The people of a personal finding, and the mention in its own clause that says so.

        who: child (of school age), adult, grown, absent (not the caller), cared (not the one named inside). Nobody when
        only a person of the wrong kind is there.
        """
        clause = self.clauses.at(start)
        before = self._before(clause.start, start)
        near = [self._inside(start, end, who), self._behind(end, clause.end), *before]
        tended = self.text[max(0, start - 2) : start] in ("照顾", "伺候", "服侍", "护理")
        if tended or (not before and self.text[end - 1] == "岁"):
            near.insert(
                0, next((m for m in self.mentions[bisect_left(self._starts, end) :][:1] if m.start == end), None)
            )
        ours = who in ("absent", "adult") and near[0] is None and not before and self._we(clause.start, start)
        nearest = near[0] or self._first_in(start, end) or next(iter(before), None)
        unfit = who in ("grown", "absent") and nearest is not None and not self._fits(nearest, who, near=True)
        if ours or unfit:
            return (), None
        for mention in near:
            if mention is not None and self._fits(mention, who, near=True):
                return self._joined(mention), mention
        carried = self._carried(clause.start)
        childless = not any(p.sort in CHILDREN for p in self.cast.people.values())
        for mention in carried:
            own = who == "child" and childless and mention.people and mention.people[0].key == self.cast.caller
            if own or self._fits(mention, who, near=False):
                return self._joined(mention, carried=True), None
        if who == "absent":
            return (), None
        topic = self.cast.topic
        if topic is not None and topic.place[0] < start and (who != "child" or topic.sort in (*CHILDREN, "亲戚")):
            return (topic,), None
        return (self.cast.person("child" if who == "child" else self.cast.caller, (start, end)),), None

    def outside(self, start: int) -> Person | None:
        """The person of another household whose affairs the clause tells; None when it is this household."""
        clause = self.clauses.at(start)
        sentence, _ = self.clauses.sentence(clause.sentence)
        if cue("elsewhere").search(self.text, clause.start, start):
            return self.cast.person("others", (clause.start, start))
        for mention in self._backwards(start):
            if mention.start < sentence or start - mention.start > _FAR:
                break
            if mention.home:
                return None
            if mention.object and mention.start >= clause.start and not self._own_house(mention):
                continue
            if mention.people and mention.people[0].key == "self":
                return None
            if mention.people:
                return mention.people[0] if mention.people[0].outside and self._leads(mention) else None
        topic = self.cast.topic
        return topic if topic is not None and topic.place[0] < start else None

    def _leads(self, mention: Mention) -> bool:
        """Whether a mention opens its clause, as those do whose affairs are told: 邻居家…, 听说隔壁…."""
        clause = self.clauses.at(mention.start)
        far = mention.start - clause.start > _LEAD
        return not far and bool(cue("opening").fullmatch(self.text, clause.start, mention.start))

    def _own_house(self, mention: Mention) -> bool:
        return self.text[mention.end : mention.end + 1] == "家"

    def _backwards(self, place: int) -> list[Mention]:
        last = bisect_left(self._starts, place)
        return self.mentions[max(0, last - _MANY) : last][::-1]

    def _inside(self, start: int, end: int, who: str) -> Mention | None:
        if who == "cared":
            # 我要照顾瘫痪的老伴: the one cared for stands behind.
            stop = self.clauses.at(start).end
            named = [m for m in self.mentions[bisect_left(self._starts, start) :][:4] if m.end <= end]
            spoken = [m for m in named if self.text[m.start : m.end] in ("他", "她")]
            if spoken:
                return spoken[-1]
            behind = (m for m in self.mentions[bisect_left(self._starts, end) :][:2] if m.start < stop)
            return next((m for m in behind if m.people and m.people[0].key != "self"), None)
        for mention in self.mentions[bisect_left(self._starts, start) :]:
            if mention.start >= end:
                return None
            possessive = (
                mention.people == self._caller() and self._starts[-1] >= mention.end and (mention.end in self._starts)
            )
            if (
                mention.people
                and not possessive
                and ((who == "absent" and not mention.object) or self._fits(mention, who, near=True))
            ):
                return mention
        return None

    def _we(self, low: int, high: int) -> bool:
        """Whether 我们 stands there: what it does is told of nobody in particular."""
        return any(m.home and m.start >= low and self.text[m.start : m.end] in _WE for m in self._backwards(high))

    def _first_in(self, start: int, end: int) -> Mention | None:
        """The person whose name opens a finding, whether or not of the right kind."""
        inside = self.mentions[bisect_left(self._starts, start) :][:1]
        return next((m for m in inside if m.start == start and m.end <= end and m.people), None)

    def _behind(self, end: int, stop: int) -> Mention | None:
        """The person right behind a finding: 瘫痪的老伴, 得了尿毒症的是我老伴."""
        link = _BEHIND.match(self.text, end)
        place = bisect_left(self._starts, end)
        if link is None or place >= len(self.mentions):
            return None
        mention, followers = self.mentions[place], self.mentions[place + 1 : place + 2]
        if mention.start != link.end() or mention.start >= stop or not mention.people:
            return None
        if mention.people[0].key == "self" and followers and followers[0].start <= mention.end + 1:
            return followers[0] if followers[0].people else mention
        return mention

    def _before(self, low: int, start: int) -> list[Mention]:
        near = [m for m in self._backwards(start) if m.start >= low and m.people]
        free = [m for m in near if not m.object or len(self._joined(m)) > len(m.people)]
        return free + [m for m in near if m not in free and self._ruled_verb(m)]

    def _ruled_verb(self, mention: Mention) -> bool:
        """供, 送, 让 and the like govern the one who acts next: 送儿子读书."""
        return self.text[max(0, mention.start - 3) : mention.start].endswith(
            ("让", "送", "叫", "供", "照顾", "伺候", "服侍", "我", "被", "靠", "陪", "接", "给", "帮", "替", "照顾着")
        )

    def _carried(self, start: int) -> list[Mention]:
        back = self._backwards(start)
        sentence, _ = self.clauses.sentence(self.clauses.at(start).sentence)
        near = [m for m in back if m.people and start - m.start <= _FAR]
        free = [m for m in near if not m.object or len(self._joined(m)) > len(m.people)][:12]
        free = [
            m
            for m in free
            if not m.people[0].gone
            and (m.start >= sentence or not m.people[0].outside or m.people[0] is self.cast.topic)
        ][:9]
        return [m for place, m in enumerate(free) if not self._after_topic(m, free[place + 1 : place + 2])][:8]

    def _after_topic(self, mention: Mention, previous: list[Mention]) -> bool:
        """孙子我带: the grandson is the topic, not the one who minds him."""
        return mention.people[0].key == "self" and bool(previous) and previous[0].end == mention.start

    def _fits(self, mention: Mention, who: str, *, near: bool) -> bool:
        if not mention.people:
            return False
        person = mention.people[0]
        caller = person.key in ("self", "head")
        if who == "child":
            schooled = person.sort in (*CHILDREN, "同辈", "亲戚")
            behind = self.text[mention.end : mention.end + 6]
            return schooled or (near and caller and not _HAS_CHILD.search(behind))
        if (
            who == "adult"
            and person.sort == "孩子"
            and self.text[mention.start - 1 : mention.start] in tuple("带供养陪")
        ):
            return False  # 在家带娃没上班
        unfit = {"absent": caller, "grown": person.sort in ("孩子", "孙辈"), "adult": person.sort == "孙辈"}
        supporters = ("子女", "晚辈配偶", "亲戚", "邻里")
        unfit["supported"] = person.sort in supporters and person is not self.cast.topic
        return not unfit.get(who, mention.vague and not near)

    def _is_pronoun(self, mention: Mention) -> bool:
        return self.text[mention.start : mention.end] in ("他", "她")

    def _caller(self) -> tuple[Person, ...]:
        own = self.cast.people.get("self")
        return (own,) if own is not None else ()

    def _joined(self, mention: Mention, *, carried: bool = False) -> tuple[Person, ...]:
        """我和老伴, 儿子、女儿: all that are joined up to this one."""
        place = bisect_left(self._starts, mention.start)
        people = list(mention.people)
        behind = self.text[mention.end : mention.end + 3]
        if _TOGETHER.match(behind) or (carried and not _BOTH.search(behind)):
            return mention.people
        while place > 0:
            previous = self.mentions[place - 1]
            chained = previous.end == self.mentions[place].start
            if place > 1 and chained and (previous.people[:1] == self._caller() or self._is_pronoun(previous)):
                place -= 1  # the 我 of 我妹妹, the 他 of 他娘
                previous = self.mentions[place - 1]
            between = self.text[previous.end : self.mentions[place].start].replace("我", "")
            if between not in _JOINED or not previous.people:
                break
            people = [*previous.people, *people]
            place -= 1
        return tuple(dict.fromkeys(people)) if len(people) > 1 else tuple(people)


__all__ = ["Subjects"]
