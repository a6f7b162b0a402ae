"""Who is who in a story (人): the people mentioned, which words mean the same person, who is of the household.

Relations behind another are followed (我老公他妈 is the mother-in-law); 他, 她, 孩子, 老人 lead back to someone named
before; 两个孩子 is a group that 一个…一个, 老大…老二 and 都 take apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.reading.clauses import Clause, Clauses
from triage.reading.lexicon import Relation, relation_of_key, relations
from triage.reading.tokens import Token, Tokens
from triage.reading.words import cue, read_data

CHILDREN = ("子女", "孩子", "孙辈")
ELDERS = ("父母", "公婆", "祖辈", "老人")
_LINK = ("的", "他", "她", "家的", "那边的", "家", "家里的")
_OTHER_FAMILY = ("亲戚", "邻里")
_WANTED = re.compile("(?:说|娶|讨|找)(?:上|到|个|不上|不到)$")
_ON_BEHALF = ("帮", "替", "代", "给", "帮我", "替我", "给我", "帮着", "代我")
_I_AM = re.compile("我是(?:他|她|.)的?$")
_I = ("我", "俺", "咱", "我自己", "我本人", "俺自己")
_PARENT = re.compile("的?(?:亲)?(?:爸|妈|爹|娘|父|母|爷|奶)")
_HOUSE_NAME = re.compile("老?[\u4e00-\u9fff]{0,2}家?的?")
_BOTH_REACH = 50
_MANY = 60  # mentions looked back at


@dataclass(slots=True, eq=False)
class Person:
    """One person. place: first mention; weak: worth a number only with a fact (邻居, 人家); gone: dead."""

    key: str
    say: str
    sort: str
    sex: str
    place: tuple[int, int]
    outside: bool = False
    weak: bool = False
    gone: bool = False


@dataclass(slots=True, eq=False)
class Mention:
    """A stretch of text that means these people; `object` when it is governed by a preposition or verb (给儿子)."""

    start: int
    end: int
    people: tuple[Person, ...]
    object: bool = False
    home: bool = False
    vague: bool = False


@dataclass(slots=True)
class Cast:
    """The people of a story and all their mentions, in order. topic: the one outside for whom the caller asks."""

    people: dict[str, Person] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    caller: str = "self"
    topic: Person | None = None

    def person(self, key: str, place: tuple[int, int]) -> Person:
        """The person of this key, made when nobody has spoken of him yet."""
        found = self.people.get(key)
        if found is None:
            relation = relation_of_key(key)
            say, sort, sex = (relation.say, relation.sort, relation.sex) if relation else (key, "孩子", "")
            found = self.people[key] = Person(key, say, sort, sex, place)
        return found


def meet(text: str, tokens: Tokens, clauses: Clauses, names: Iterable[tuple[int, int]] = ()) -> Cast:
    """The cast of a story. names: stretches that are personal names."""
    return _Meeting(text, tokens, clauses, list(names)).run()


class _Meeting:
    def __init__(self, text: str, tokens: Tokens, clauses: Clauses, names: list[tuple[int, int]]) -> None:
        self.text, self.clauses = text, clauses
        self.cast = Cast()
        self.compose: dict[str, dict[str, str]] = read_data("people.yaml")["compose"]
        self.marks: list[Token] = [t for t in tokens.items if t.sign in "人家"]
        self.marks += [Token("个", m.start(), m.end()) for m in cue("each").finditer(tokens.shadow)]
        self.marks += [Token("双", m.start(), m.end()) for m in cue("both").finditer(text)]
        self.marks += [Token("名", start, end) for start, end in names]
        self.marks.sort(key=lambda token: (token.start, -token.end))
        self._starts = [token.start for token in self.marks]
        self.numbers = {t.end: t.value for t in tokens.items if t.sign == "数"}
        self.group: list[Person] = []
        self.turn = 0
        self.named: dict[str, Person] = {}
        self.has_self = any(t.sign == "人" and t.value.key == "self" for t in self.marks)
        self.speaks = any(self.text[t.start : t.end] in _I for t in self.marks if t.sign == "人")

    def run(self) -> Cast:
        """All mentions in order."""
        last = -1
        for token in self.marks:
            if token.start < last:
                continue
            mention = self._mention(token)
            if mention is not None:
                if cue("gone").match(self.text, mention.end):
                    for person in mention.people:
                        person.gone = person.key != "self"
                self.cast.mentions.append(mention)
                last = token.end
        if not self.has_self and "head" in self.cast.people:
            self.cast.caller = "head"
        self.cast.topic = next((m.people[0] for m in self.cast.mentions if self._is_topic(m)), None)
        return self.cast

    def _is_topic(self, mention: Mention) -> bool:
        """帮隔壁王奶奶问一下: what follows is told of her unless the words come back to the caller's home."""
        if not mention.people or not mention.people[0].outside:
            return False
        asked = cue("asked_for").match(self.text, mention.end)
        return asked is not None and self.text[max(0, mention.start - 3) : mention.start].endswith(_ON_BEHALF)

    def _mention(self, token: Token) -> Mention | None:
        place = (token.start, token.end)
        if token.sign == "家":
            return Mention(*place, (), home=True)
        if token.sign != "人":
            return {"个": self._each, "双": self._both, "名": self._name}[token.sign](place)
        head = self.text[max(0, token.start - 4) : token.start]
        if _WANTED.search(head) or _I_AM.search(head):
            return None  # 没说上媳妇: there is none; 我是他侄子: the caller himself
        relation: Relation = token.value
        if self.text[place[0] : place[1]] in ("本人", "自己") and "head" in self.cast.people and not self.speaks:
            return Mention(*place, (self.cast.people["head"],))
        governed = bool(cue("preposition").search(self.text[max(0, token.start - 3) : token.start]))
        if relation.sort == "代词":
            return self._pronoun(relation, place, governed)
        return self._kin(relation, token, place, governed)

    def _kin(self, relation: Relation, token: Token, place: tuple[int, int], governed: bool) -> Mention:
        if relation.group:
            if relation.key == "couple" and (young := self._young_couple(place)) is not None:
                return Mention(*place, young, governed)
            fresh = "spouse" not in self.cast.people
            people = tuple(self.cast.person(key, place) for key in relation.group)
            if fresh and relation.key == "couple":
                people[1].say, people[1].sex = "配偶", ""
            return Mention(*place, people, governed)
        linked = self._linked(relation, token)
        plural = self._plural(relation, token) if linked is None else []
        if linked is not None or plural:
            people = tuple(plural) if linked is None else (linked,)
            return Mention(*place, people, governed, vague=bool(plural))
        person = self._known(relation, place)
        self._settle_house(person, relation, token)
        return Mention(*place, (person,), governed)

    def _young_couple(self, place: tuple[int, int]) -> tuple[Person, Person] | None:
        """两口子 after 儿媳妇 or 女儿, not 我们两口子: that couple."""
        word = self.text[place[0] : place[1]]
        before = [m for m in self.cast.mentions[-3:] if len(m.people) == 1]
        if word[0] in "我俺咱老" or word[0] == "两" and word == "两老" or not before:
            return None
        sort, key = before[-1].people[0].sort, before[-1].people[0].key
        if sort not in ("子女", "晚辈配偶"):
            return None
        pair = (
            ("daughter", "soninlaw")
            if key.startswith("daughter") != (key == "daughterinlaw")
            else ("son", "daughterinlaw")
        )
        if key == "soninlaw":
            pair = ("daughter", "soninlaw")
        return self.cast.person(pair[0], place), self.cast.person(pair[1], place)

    def _linked(self, relation: Relation, token: Token) -> Person | None:
        """The person meant by a relation behind another one: 老公他妈, 我姐家的孩子."""
        previous = self.cast.mentions[-1] if self.cast.mentions else None
        if previous is None or len(previous.people) != 1:
            return None
        between = self.text[previous.end : token.start]
        if previous.people[0].sort == "邻里" and _HOUSE_NAME.fullmatch(between):
            between = "的"
        by_pronoun = between == "" and self.text[previous.start : previous.end] in ("他", "她")
        if not (by_pronoun or between in _LINK) or previous.people[0].key == "self":
            return None
        base = previous.people[0]
        if base.outside or base.sort in (*_OTHER_FAMILY, "代词") or (base.sort == "同辈" and between == "的"):
            made = self.cast.person(f"{base.key}/{relation.key}", (previous.start, token.end))
            made.say, made.sort = f"{base.say}的{relation.say}", relation.sort
            made.outside = base.outside or base.sort == "同辈"
            made.weak = base.weak and base.outside
            return made
        table = (
            self.compose.get(base.key)
            or self.compose.get(f"{base.key}{base.sex}")
            or (self.compose["child"] if base.sort in ("孩子", "子女") else {})
        )
        key = table.get(relation.key)
        if key is None:
            return self._known(relation, (token.start, token.end))
        if key.startswith("spouse"):
            return self._spouse(key.removeprefix("spouse"), (previous.start, token.end))
        made = self.cast.person(key, (previous.start, token.end))
        if relation.sort == "同辈":
            made.outside, made.say = True, f"{base.say}的{relation.say}"
        return made

    def _spouse(self, sex: str, place: tuple[int, int]) -> Person:
        found = self.cast.person("spouse", place)
        if found.place == place:
            found.sex, found.say = sex, "丈夫" if sex == "男" else "妻子"
        return found

    def _known(self, relation: Relation, place: tuple[int, int]) -> Person:
        """The person of a plain relation word; 孩子 and 老人 lead back to those named before."""
        before = self._named_before(relation) or self._same_child(relation)
        if before is not None:
            return before
        if relation.say == "妻子" and self._of_son(place):
            return self.cast.person("daughterinlaw", place)
        person = self.cast.person(relation.key, place)
        if person.place == place:
            person.say, person.sex = relation.say, relation.sex
            person.outside = relation.sort in _OTHER_FAMILY
            person.weak = relation.sort in ("邻里", "老人")
        return person

    def _named_before(self, relation: Relation) -> Person | None:
        """Whom 孩子 or 老人 means among those mentioned, the last first."""
        if relation.sort not in ("孩子", "老人"):
            return None
        sorts = CHILDREN if relation.sort == "孩子" else ELDERS
        for mention in self.cast.mentions[: -_MANY - 1 : -1]:
            for person in mention.people:
                if person.sort in sorts and not (relation.sort == "孩子" and self._grown(person)):
                    return person
        return None

    def _same_child(self, relation: Relation) -> Person | None:
        """儿子 after 孩子, 老大 after 大儿子: the same one."""
        people = self.cast.people
        if relation.key in ("son", "daughter") and relation.key not in people and "child" in people:
            child = people["child"]
            child.sex = child.sex or relation.sex
            if child.sex == relation.sex:
                people[relation.key] = child
                return child
        if relation.key.startswith("child") and len(relation.key) == 6:
            for sort in ("son", "daughter"):
                if (same := people.get(sort + relation.key[5])) is not None:
                    people[relation.key] = same
                    return same
        return None

    def _of_son(self, place: tuple[int, int]) -> bool:
        """媳妇 after 儿子 in one sentence, not 我媳妇, is the daughter-in-law."""
        if self.text[place[0] : place[1]] not in ("媳妇", "媳妇儿", "老婆") or "spouse" in self.cast.people:
            return False
        if self.text[max(0, place[0] - 2) : place[0]].endswith(("我", "俺", "我的", "咱", "他")):
            return False
        clause = self.clauses.at(place[0])
        first, _ = self.clauses.sentence(clause.sentence)
        return any(
            m.start >= first and len(m.people) == 1 and m.people[0].key.startswith("son")
            for m in self.cast.mentions[-_MANY:]
        )

    def _grown(self, person: Person) -> bool:
        """Children of the caller who have families of their own are not 孩子 any more."""
        return person.sort == "子女" and any(p.sort in ("孙辈", "晚辈配偶") for p in self.cast.people.values())

    def _plural(self, relation: Relation, token: Token) -> list[Person]:
        """两个孩子: as many people as were counted."""
        head = self.text[max(0, token.start - 4) : token.start]
        match = re.search(r"(?:个|名|位)(?:小|上学的|读书的|女|男|双胞胎)?$", head)
        amount = self.numbers.get(token.start - len(match[0])) if match else None
        count = int(amount.low) if amount is not None and amount.low == amount.high else 0
        if relation.sort not in ("子女", "孩子", "孙辈", "同辈", "老人") or not 2 <= count <= 6:
            return []
        made = []
        for turn in range(1, count + 1):
            place_key = "9" if turn == count else str(turn)
            key = f"{relation.key}{place_key}"
            fresh = key not in self.cast.people
            person = self.cast.person(key, (token.start, token.end))
            if fresh:
                rank = {1: "大", count: "小"}.get(turn, "二三四五"[turn - 2])
                person.say, person.sort, person.sex = rank + relation.say, relation.sort, relation.sex
                person.weak = True
                if relation.sort == "孩子":
                    person.say = {1: "大孩子", count: "小孩子"}.get(turn, f"第{turn}个孩子")
            made.append(person)
        self._settle_house(made[0], relation, token)
        for person in made:
            person.outside = made[0].outside
        self.group, self.turn = made, 0
        return made

    def _each(self, place: tuple[int, int]) -> Mention | None:
        if not self.group or place[0] - self.cast.mentions[-1].end > 40:
            return None
        person = self.group[min(self.turn, len(self.group) - 1)]
        self.turn += 1
        return Mention(*place, (person,))

    def _both(self, place: tuple[int, int]) -> Mention | None:
        """两个人都, 他们: the last two people spoken of, the caller aside."""
        found: list[Person] = []
        for mention in self.cast.mentions[: -_MANY - 1 : -1]:
            if place[0] - mention.end > _BOTH_REACH or len(found) >= 2:
                break
            found += [p for p in mention.people if p.key != "self" and p not in found and not p.weak]
        return Mention(*place, tuple(found[:2])) if len(found) >= 2 else None

    def _name(self, place: tuple[int, int]) -> Mention | None:
        """A personal name is the person right before it, else the one it meant before, else the head of the home."""
        word = self.text[place[0] : place[1]]
        previous = self.cast.mentions[-1] if self.cast.mentions else None
        if (
            previous is not None
            and len(previous.people) == 1
            and self.text[previous.end : place[0]] in ("", "叫", "名叫", "姓名", ":", "是", "(", "名字叫", "叫做")
        ):
            self.named[word] = previous.people[0]
            return None
        if (known := self.named.get(word)) is not None:
            return Mention(*place, (known,))
        if self.has_self:
            return None
        head = "head" not in self.cast.people
        if head:
            self.named[word] = self.cast.person("head", place)
            return Mention(*place, (self.named[word],))
        return None

    def _pronoun(self, relation: Relation, place: tuple[int, int], governed: bool) -> Mention | None:
        if self.text[place[1] : place[1] + 1] == "们":
            return None
        before = self.cast.mentions[: -_MANY - 1 : -1]
        if _PARENT.match(self.text, place[1]) and not (before and before[0].end == place[0]):
            # 他爸, 他妈 one after the other are the parents of the same child.
            one = (m.people[0] for m in before if len(m.people) == 1 and not m.object)
            child = next((p for p in one if p.sort in CHILDREN and not self._grown(p)), None)
            if child is not None:
                return Mention(*place, (child,), governed)
        for mention in before:
            if mention.home or mention.vague:
                continue
            for person in mention.people:
                house = self.text[place[1] : place[1] + 1] == "家"
                if (
                    person.key != "self"
                    and (house or not person.weak or "/" in person.key)
                    and person.sex in ("", relation.sex)
                ):
                    return Mention(*place, (person,), governed)
        person = self.cast.person(relation.key, place)
        person.weak = True
        return Mention(*place, (person,), governed)

    def _named_in(self, clause: Clause) -> bool:
        """Whether a clause names somebody of its own at its beginning."""
        place = bisect_left(self._starts, clause.start)
        return place < len(self._starts) and self._starts[place] <= clause.start + 2

    def _settle_house(self, person: Person, relation: Relation, token: Token) -> None:
        """Whether a person lives in this household, from the words around his mention."""
        clause: Clause = self.clauses.at(token.start)
        near = self.text[token.end : clause.end]
        following = self.clauses.items[clause.number + 1 : clause.number + 2]
        if following and following[0].sentence == clause.sentence and not self._named_in(following[0]):
            near += self.text[following[0].start : min(following[0].end, following[0].start + 8)]
        if relation.sort == "亲戚":
            around = self.text[clause.start : clause.end]
            person.outside = person.outside and not cue("taken_in").search(around)
        elif relation.sort in ("同辈", "子女", "晚辈配偶"):
            family = relation.sort == "同辈" and cue("house_of").match(self.text[token.end : token.end + 3])
            before = cue("apart_before").search(self.text, max(0, token.start - 8), token.start)
            if (family or before or cue("apart").search(near)) and not cue("taken_in").search(near):
                person.outside = True


__all__ = ["CHILDREN", "ELDERS", "Cast", "Mention", "Person", "meet", "relations"]
