"""Numbers and sums as people say them (数与钱): 一万二, 3万5, 三万多, 十来万, 两三千, 万把块, 不到五千, 大概两万.

What is vague becomes an interval: 多 reaches to the next step of the last place (三万多: 30000 to 40000), 来 a tenth
below and three tenths of the step above, 把 8/10 to 13/10 of its unit, 近 nine tenths up to the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.numerals import parse_int, parse_number
from triage.model import Interval
from triage.reading.tokens import Token
from triage.reading.words import cue

_MANY = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8, "w": 10**4}
_MANY |= {"W": 10**4, "k": 1000, "K": 1000}
_PAIR = re.compile("^(.*?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万]*)$")
_MIXED = re.compile(r"^(\d+(?:\.\d+)?)(亿|万|千|百|[wWkK])(?:([一二三四五六七八九]|\d+)(千|百|十)?)?$")
_UNIT_MORE = re.compile("[亩斤头只户里岁天]多")
_ORDER = "一二三四五六七八九"
_LOOSE = tuple("个名位份套间台次种户趟笔块")  # 一 before these says "a", not a number
_RUN = re.compile(
    r"(?<![\d.a-zA-Z第])(?:\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[wWkK](?![a-zA-Z]))?|好?几|[零一二两三四五六七八九十百千万半壹贰叁肆])"
    r"(?:[十百千万亿几多来余零一二两三四五六七八九]|把(?=块|元|[斤亩人个岁]|[,。;])|点(?=[一二三四五六七八九零]))*(?:(?<=[万千百])\d+[千百]?)?"
)
_MONEY = re.compile(r"(?:多|来|把)?(?:块钱?|元钱?|圆|人民币)(?!地|肉|田|儿)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as said. low = high when exact. about: 大概, 左右; more: 多, so that high itself is not reached."""

    low: float
    high: float | None
    about: bool = False
    more: bool = False

    def value(self) -> float | Interval:
        """As a value of a fact: a number, or an interval (±10 % where it was only said about)."""
        if self.low == self.high:
            return Interval(round(self.low * 0.9, 2), round(self.low * 1.1, 2)) if self.about else float(self.low)
        return Interval(float(self.low), None if self.high is None else float(self.high))

    def times(self, factor: float, plus: float = 0.0) -> Amount:
        """The number times a factor, and so much more."""
        high = None if self.high is None else self.high * factor + plus
        return Amount(self.low * factor + plus, high, self.about)


def parse_amount(words: str) -> Amount | None:
    """The number that a run of numerals with 多, 来, 几, 把 means; None if it means none."""
    if not words:
        return None
    for mark in "多余来几把":
        place = words.find(mark)
        if place >= 0:
            return _marked(words[:place], mark, words[place + 1 :])
    if (pair := _PAIR.match(words)) and (both := _pair(pair)):
        return both
    exact = _exact(words)
    return None if exact is None else Amount(exact, exact)


def _exact(words: str) -> float | None:
    if mixed := _MIXED.match(words):
        base, many, tail, tail_many = mixed.groups()
        worth = _MANY[many]
        value = float(base) * worth
        if tail:
            number = float(parse_int(tail) or 0)
            value += number * (_MANY[tail_many] if tail_many else worth / 10 if number < 10 else 1)
        return value
    return parse_number(words)


def _pair(pair: re.Match[str]) -> Amount | None:
    head, first, second, tail = pair.groups()
    first_place, second_place = _ORDER.find(first.replace("两", "二")), _ORDER.find(second.replace("两", "二"))
    apart = second_place - first_place != 1 and first + second not in ("三五", "三两")
    if apart or (head and head[-1] not in "十百千万"):
        return None
    low, high = _exact(head + first + tail), _exact(head + second + tail)
    if low is None or high is None:
        return None
    return Amount(min(low, high), max(low, high))


def _marked(before: str, mark: str, after: str) -> Amount | None:
    after = after.rstrip("多余来")
    if after not in _MANY:
        return None
    worth = _MANY[after]
    if mark == "把":
        return Amount(0.8 * _MANY[before], 1.3 * _MANY[before]) if before in ("百", "千", "万") else None
    if mark == "几" and before in ("", "好"):
        return Amount((3 if before else 2) * worth, 9 * worth)
    base = _exact(before)
    if base is None or base <= 0:
        return None
    step = step_of(base) * worth
    if mark == "几":
        return Amount(base * worth + step / 10, base * worth + 9 * step / 10)
    value = base * worth
    return Amount(value, value + step, more=True) if mark in "多余" else Amount(value - 0.1 * step, value + 0.3 * step)


def step_of(number: float) -> float:
    """Worth of the last place that a number says: 30000 -> 10000, 3500 -> 100, 65 -> 1."""
    step = 1.0
    while number >= step * 10 and number % (step * 10) == 0:
        step *= 10
    return step


def find_amounts(text: str, taken: bytearray) -> Iterator[Token]:
    """Sums (钱) and bare numbers (数) outside of what is taken already."""
    found: list[Token] = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        if any(taken[start:end]) or end - start > 12:
            continue
        words = match[0].rstrip("点")
        if (
            words[-1] == "一"
            and words[-2:-1] in tuple("百千万")
            and text[end : end + 1] in tuple("亩天斤个只头棵间人次户年月")
        ):
            words = words[:-1]  # 四百一亩: four hundred for one
        end = start + len(words)
        amount = parse_amount(words)
        if amount is None or not _is_number(text, start, end, words):
            continue
        token = _token(text, start, end, words, amount)
        if found and (joined := _range(text, found[-1], token)):
            found[-1] = joined
        else:
            found.append(token)
    yield from found


def _is_number(text: str, start: int, end: int, words: str) -> bool:
    if words[0].isdigit():
        # Long runs of digits are numbers of something: telephones, accounts, identity cards.
        return len(words) < 8 and not text[end : end + 1].isdigit()
    if len(words) > 1 and any(c in "百千万" for c in words):
        return True
    if words == "一" and (text[end : end + 1] in _LOOSE or text.startswith(("口老", "口井", "口水"), end)):
        return False
    if cue("measure").match(text, end):
        together = words in ("一", "几") and text.startswith(("块儿", "块住", "块过", "点"), end)
        return not together and "半" not in words
    return "十" in words and len(words) > 1 and _is_age(text, start, end, words)


def _is_age(text: str, start: int, end: int, words: str) -> bool:
    """六十八了, 今年七十三, 娘七十二: a number without a measure word that can only be an age."""
    alone = 10 < (parse_int(words) or 0) <= 110 and text[end : end + 1] in (*",。;!?、", "")
    before = cue("before_bare").search(text[max(0, start - 3) : start]) is not None
    return (
        text.startswith(("了", "出头", "整", "挂零", "的人", "咯", "啦", "喽", "多", "小的", "大的"), end)
        or alone
        or before
    )


def _token(text: str, start: int, end: int, words: str, amount: Amount) -> Token:
    money = _MONEY.match(text, end)
    sign = "钱" if money else "数"
    if not money and any(c in "万千wWkK" for c in words) and not cue("not_money").match(text, end):
        sign = "钱"
    if money and "多" in money[0] and amount.low == amount.high:
        amount = Amount(amount.low, amount.low + step_of(amount.low))
    elif money and "来" in money[0] and amount.low == amount.high:
        step = step_of(amount.low)
        amount = Amount(amount.low - 0.1 * step, amount.low + 0.3 * step)
    tail = money.end() if money else end
    if amount.low == amount.high and _UNIT_MORE.match(text, end):
        amount = Amount(amount.low, amount.low + step_of(amount.low), more=True)
    if amount.low == amount.high and text.startswith("亩半", end):
        amount = Amount(amount.low + 0.5, amount.low + 0.5)
    amount, start, tail = _bounds(text, start, end, tail, amount)
    return Token(sign, start, tail, amount)


def _upper(number: float) -> Amount:
    return Amount(0, number)


def _close(number: float) -> Amount:
    return Amount(number * 0.9, number)


def _lower(number: float) -> Amount:
    return Amount(number, None)


def _bounds(text: str, start: int, end: int, tail: int, amount: Amount) -> tuple[Amount, int, int]:
    """The amount with 不到, 将近, 至少, 以上, 以内, 左右 around it taken in."""
    if amount.low != amount.high:
        return amount, start, tail
    head = text[max(0, start - 9) : start]
    for name, make in (("up_to", _upper), ("nearly", _close), ("at_least", _lower)):
        if match := cue(name).search(head):
            return make(amount.low), start - len(match[0]), tail
    if cue("just_over").match(text, end):
        return Amount(amount.low, amount.low + 0.3 * step_of(amount.low)), start, tail
    for name, make in (("over", _lower), ("under", _upper)):
        if cue(name).match(text, end):
            return make(amount.low), start, tail
    if cue("about").search(head) or cue("around").match(text, end):
        amount = Amount(amount.low, amount.high, about=True)
    return amount, start, tail


def _range(text: str, first: Token, second: Token) -> Token | None:
    """2-3万, 五到六千: one interval."""
    between = text[first.end : second.start]
    if between not in ("到", "至", "-", "~", "、", "—") or first.value.high is None or second.value.high is None:
        return None
    low, high = first.value.low, second.value.high
    worth = step_of(second.value.low)
    if low < second.value.low / 10 and worth > 1 and first.sign != "钱":
        low *= worth
    if not low < high or (between == "、" and high > 3 * low):
        return None
    return Token(second.sign, first.start, second.end, Amount(low, high))
