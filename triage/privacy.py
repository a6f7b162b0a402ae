"""Personal data in running text (个人信息): found with exact spans, masked in place.

Kinds follow the contract. Ages, sums and dates are no personal data. A number that looks like an identity number with
a wrong check character is still masked: a slip of the pen does not make it public. Check character after GB 11643.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

DIGIT = "[0-9０-９]"
GAP = r"[ \u3000\-－—·]?"
SPOKEN = "[零〇○一二三四五六七八九幺]"
SPOKEN_VALUES = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "幺": "1"}
WIDE = {ord("０") + i: str(i) for i in range(10)}

ID_NUMBER = re.compile(rf"(?<!{DIGIT})(?:{DIGIT}{GAP}){{17}}[0-9０-９xXｘＸ](?!{DIGIT})")
OLD_ID_NUMBER = re.compile(rf"(?:身份证|证件)[^0-9０-９。；\n]{{0,8}}({DIGIT}{{15}})(?!{DIGIT})")
MOBILE = re.compile(rf"(?<!{DIGIT})[1１]{GAP}[3-9３-９](?:{GAP}{DIGIT}){{9}}(?!{DIGIT})")
SPOKEN_MOBILE = re.compile(rf"(?<!{SPOKEN})[一幺](?:{GAP}{SPOKEN}){{10}}(?!{SPOKEN})")
LANDLINE = re.compile(rf"(?<!{DIGIT})[0０]{DIGIT}{{2,3}}[\-－— ]{DIGIT}{{7,8}}(?!{DIGIT})")
SAID_PHONE = re.compile(rf"(?:电话|手机|号码|联系方式|热线|传真)[^0-9０-９。；\n]{{0,6}}({DIGIT}{{5,12}})(?!{DIGIT})")
BANK_CARD = re.compile(rf"(?<!{DIGIT})(?:{DIGIT}{GAP}){{15,18}}{DIGIT}(?!{DIGIT})")
MAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+", re.ASCII)
SAID_ACCOUNT = re.compile(r"(?:账号|账户|户号|QQ|微信号?)[:：是为]?\s*([A-Za-z0-9_-]{5,24})")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
MEDICAL_RECORD = re.compile(r"(?:病历号|住院号|门诊号|病案号)[:：是为]?\s*([A-Za-z0-9-]{3,20})")
BED = re.compile(r"(?<!\d)(\d{1,3})\s*(?:号)?床(?!单|铺|位)")
HOME = re.compile(
    r"(?:(?![驻各乡镇村县市区的和在、])[\u4e00-\u9fff]){1,5}(?:镇|乡|街道)"
    r"(?:(?![驻各乡镇的和、])[\u4e00-\u9fff]){1,5}(?:村|社区)(?![级委民干部])"
    r"(?:[\u4e00-\u9fff0-9]{1,4}(?:组|队|屯|号))?"
)
HOUSE_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}(?:路|街|巷|弄|小区)\d{1,5}号(?:\d{1,3}(?:栋|幢|单元|室))*")
NAME_CUE = re.compile(
    r"(?:我叫|名叫|本人|姓名[:：是为]?|联系人[:：]?|经办人[:：]?|户主[:：是]?|家人叫|儿子|女儿|老伴|丈夫|妻子|孙子|孙女)(?:叫)?"
)
NAME_AFTER = re.compile(r"(?=[，,。；;：:、（(\s]|的|是|$|今年|家住|住在|现在|，|电话)")
OFFICE_TAIL = re.compile(
    r"(?:联系人)[:：]?[\u4e00-\u9fff]{2,24}(?:局|科|室|办|股|处|委|中心)(?:[（(][^）)]{1,12}[）)])?"
)


class Kind(StrEnum):
    """Kinds of personal data, as the contract names them."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    MEDICAL_RECORD = "medical_record"
    BED = "bed"
    ACCOUNT = "account"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One occurrence: text[start:end] is personal data of this kind."""

    kind: Kind
    start: int
    end: int


@cache
def surnames() -> frozenset[str]:
    """One-character surnames (data/surnames.txt)."""
    return frozenset(resources.files("triage").joinpath("data/surnames.txt").read_text("utf-8").strip())


def find_personal_data(text: str) -> list[Finding]:
    """Every occurrence in `text`, in order of start, none overlapping (the longer, then the stricter kind wins)."""
    found = sorted(candidates(text), key=lambda f: (f.start - f.end, list(Kind).index(f.kind)))
    kept: list[Finding] = []
    for finding in found:
        if all(finding.end <= k.start or k.end <= finding.start for k in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)


def mask(text: str, sign: str = "＊") -> str:
    """`text` with each personal datum replaced by signs of the same length, so that offsets stay."""
    out = list(text)
    for finding in find_personal_data(text):
        out[finding.start : finding.end] = sign * (finding.end - finding.start)
    return "".join(out)


def candidates(text: str) -> Iterator[Finding]:
    """All matches of all kinds, overlaps included."""
    whole = [(ID_NUMBER, Kind.ID_NUMBER), (MOBILE, Kind.PHONE), (SPOKEN_MOBILE, Kind.PHONE), (LANDLINE, Kind.PHONE)]
    whole += [
        (MAIL, Kind.ACCOUNT),
        (PLATE, Kind.PLATE),
        (BED, Kind.BED),
        (HOME, Kind.ADDRESS),
        (HOUSE_NUMBER, Kind.ADDRESS),
    ]
    for pattern, kind in whole:
        yield from (Finding(kind, m.start(), m.end()) for m in pattern.finditer(text))
    said = [(OLD_ID_NUMBER, Kind.ID_NUMBER), (SAID_PHONE, Kind.PHONE), (SAID_ACCOUNT, Kind.ACCOUNT)]
    for pattern, kind in [*said, (MEDICAL_RECORD, Kind.MEDICAL_RECORD)]:
        yield from (Finding(kind, m.start(1), m.end(1)) for m in pattern.finditer(text))
    for m in BANK_CARD.finditer(text):
        if passes_luhn(m.group()):
            yield Finding(Kind.BANK_CARD, m.start(), m.end())
    yield from names(text)


def names(text: str) -> Iterator[Finding]:
    """Names said after a cue (我叫…, 联系人：…): a surname and one to three more characters up to a break."""
    starts = [m.end() for m in NAME_CUE.finditer(text)] + [m.end() for m in OFFICE_TAIL.finditer(text)]
    for start in starts:
        if text[start : start + 1] not in surnames():
            continue
        for length in (3, 2, 4):
            end = start + length
            word = text[start:end]
            if len(word) == length and re.fullmatch(r"[\u4e00-\u9fff]+", word) and NAME_AFTER.match(text, end):
                yield Finding(Kind.NAME, start, end)
                break


def passes_luhn(words: str) -> bool:
    """Whether the digits of `words` pass the check of bank card numbers (ISO/IEC 7812-1, Luhn)."""
    digits = [int(c) for c in words.translate(WIDE) if c.isdigit()]
    doubled = [d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
