"""Personal data in running text (个人信息): found with exact spans, masked in place.

Kinds follow the contract. Ages, sums, dates, names of measures and of places above the village are no personal data. A
number that looks like an identity number with a wrong check character is still masked: a slip of the pen does not make
it public. Numbers count in digits, full width, with gaps, and spoken as Chinese digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from triage.person_names import find_names, surnames

_D = "[0-9０-９]"
_S = "[零〇○一二三四五六七八九幺洞拐]"
_A = "[0-9０-９零〇○一二三四五六七八九幺洞拐]"
_GAP = r"[ \u3000\-－—·.,，]?"
_H = "[\u4e00-\u9fff]"
_NUMERAL = "[0-9０-９一二三四五六七八九十百零]"

_ID = re.compile(rf"(?<!{_D})(?:{_D}[ \u3000\-－—·]?){{17}}(?:[0-9０-９xXｘＸ])(?!{_D})")
_SPOKEN_ID = re.compile(rf"(?<!{_S})(?:{_A}{_GAP}){{17}}(?:{_A}|[xXｘＸ叉]|艾克斯)(?!{_A})")
_OLD_ID = re.compile(rf"(?:身份证|证件)[^0-9０-９。；\n]{{0,8}}({_D}{{14,17}}[0-9０-９xXｘＸ]?)(?!{_D})")
_MOBILE = re.compile(rf"(?<!{_D})(?:(?:\+|00)?86{_GAP})?[1１]{_GAP}[3-9３-９](?:{_GAP}{_D}){{9}}(?!{_D})")
_SPOKEN_MOBILE = re.compile(rf"(?<!{_S})[1１一幺](?:{_GAP}{_A}){{10}}(?!{_A})")
_LANDLINE = re.compile(rf"(?<!{_D})[（(]?[0０]{_D}{{2,3}}[)）]?[\-－— ]?{_D}{{7,8}}(?!{_D})")
_SPOKEN_LANDLINE = re.compile(rf"(?<!{_S})[零〇]{_S}{{2,3}}[\-－— ，,]?{_S}{{7,8}}(?!{_S})")
_SAID_PHONE = re.compile(
    rf"(?:电话|手机|号码|联系方式|座机|传真|打)[^0-9０-９。；\n零一二三四五六七八九幺]{{0,6}}({_A}(?:{_GAP}{_A}){{6,11}})(?!{_A})"
)
_CARD = re.compile(rf"(?<!{_D})(?:{_D}[ \u3000\-－—]?){{15,18}}{_D}(?!{_D})")
_SAID_CARD = re.compile(
    rf"(?:银行卡|卡号|一卡通|社保卡|存折)[^0-9０-９。；\n]{{0,8}}({_D}(?:[ \u3000\-－—]?{_D}){{7,22}})(?!{_D})"
)
_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_SAID_ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|户号|QQ号?|微信号?|支付宝|抖音号?|快手号?)(?:是|为|叫|[:：])?\s*([A-Za-z0-9_-]{5,24})",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·•\s.-]?[A-HJ-NP-Za-hj-np-z0-9]{4,6}[挂学警]?"
    r"(?![A-Za-z0-9])"
)
_RECORD = re.compile(
    r"(?:病历号?|住院号|门诊号|病案号|就诊号|就诊卡号?|透析卡号?|登记号|病例号)(?:码)?(?:是|为|[:：])?\s*([A-Za-z]{0,6}[0-9０-９][A-Za-z0-9０-９-]{2,20})"
)
_BED = re.compile(
    rf"(?<![{_NUMERAL[1:-1]}张第])(?:(?:{_D}{{1,3}}|[一二三四五六七八九十]{{1,4}})(?:号病?床|床)|{_D}{{1,3}}\+?\s*(?:号)?床)"
    r"(?!单|铺|位|垫|上|被|棉|毯|前|头|新|厚|薄|旧|军)"
)
# Below the township: village with what follows it; never the county or township before it.
_NO_VILLAGE = "级委民干部里医小支务口头卫局厅"
_VILLAGE = (
    rf"(?:(?![驻各乡镇县市区省的和在、到是住去来从我你他们该本这那每全]){_H}){{1,5}}?(?:行政)?村"
    rf"(?![{_NO_VILLAGE}]|上(?!{_H}{{1,3}}组))"
)
_GROUP = rf"(?:{_H}{{0,4}}?{_NUMERAL}{{0,3}}(?:村民)?(?:小组|组|队|社|屯|湾|冲|坪|坡|垸))"
_HOUSE = rf"(?:{_NUMERAL}{{1,5}}(?:号|栋|幢|单元|室|户|楼)(?!线|床|工))"
_HOME = re.compile(rf"{_VILLAGE}(?:{_GROUP})?(?:{_HOUSE}){{0,4}}")
_STREET = re.compile(
    rf"{_H}{{2,6}}?(?:路|街|巷|弄|小区|花园|安置区|安置点|家园|公寓|社区)(?:{_NUMERAL}{{1,5}}(?:号楼|号|栋|幢|单元|室|楼|弄|组))+"
)
_LONE_GROUP = re.compile(rf"(?<={_H}镇|{_H}乡){_H}{{1,4}}(?:组|屯|寨)(?:{_HOUSE}){{0,3}}")
# Public numbers are nobody's.
_PUBLIC = re.compile(r"^(?:1[12]\d{1,3}|12\d{3}|95\d{3}|96\d{3,4}|100\d{2}|400\d{7}|800\d{7})$")
_VALUES = str.maketrans("０１２３４５６７８９零〇○一二三四五六七八九幺洞拐", "0123456789000123456789107")


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


_WHOLE = (
    (_ID, Kind.ID_NUMBER),
    (_SPOKEN_ID, Kind.ID_NUMBER),
    (_MOBILE, Kind.PHONE),
    (_SPOKEN_MOBILE, Kind.PHONE),
    (_LANDLINE, Kind.PHONE),
    (_SPOKEN_LANDLINE, Kind.PHONE),
    (_CARD, Kind.BANK_CARD),
    (_MAIL, Kind.ACCOUNT),
    (_PLATE, Kind.PLATE),
    (_BED, Kind.BED),
    (_STREET, Kind.ADDRESS),
    (_LONE_GROUP, Kind.ADDRESS),
)
_SAID = (
    (_OLD_ID, Kind.ID_NUMBER),
    (_SAID_PHONE, Kind.PHONE),
    (_SAID_CARD, Kind.BANK_CARD),
    (_SAID_ACCOUNT, Kind.ACCOUNT),
    (_RECORD, Kind.MEDICAL_RECORD),
)


def find_personal_data(text: str) -> list[Finding]:
    """Every occurrence in `text`, in order of start, none overlapping (the longer, then the stricter kind wins)."""
    found = sorted(set(_candidates(text)), key=lambda f: (f.start - f.end, list(Kind).index(f.kind), f.start))
    taken = bytearray(len(text))
    kept: list[Finding] = []
    for finding in found:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)


def mask(text: str, sign: str = "＊") -> str:
    """`text` with each personal datum replaced by signs of the same length, so that offsets stay."""
    out = list(text)
    for finding in find_personal_data(text):
        out[finding.start : finding.end] = sign * (finding.end - finding.start)
    return "".join(out)


def _candidates(text: str) -> Iterator[Finding]:
    """All matches of all kinds, overlaps included; a datum once found is found wherever its words stand."""
    for pattern, kind in _WHOLE:
        yield from (Finding(kind, m.start(), m.end()) for m in pattern.finditer(text))
    for pattern, kind in _SAID:
        for m in pattern.finditer(text):
            if kind is not Kind.PHONE or not _PUBLIC.match(digits_of(m[1])):
                yield from _everywhere(text, m[1], kind)
    yield from _homes(text)
    yield from (Finding(Kind.NAME, start, end) for start, end in find_names(text))


def _everywhere(text: str, words: str, kind: Kind) -> Iterator[Finding]:
    yield from (Finding(kind, m.start(), m.end()) for m in re.finditer(re.escape(words), text))


def _homes(text: str) -> Iterator[Finding]:
    """Villages by name: with a group or house number behind, or a township before; 我们村 and 新村 are none."""
    for match in _HOME.finditer(text):
        start, end = match.span()
        village = text.find("村", start, end) + 1
        before = text[max(0, start - 2) : start]
        named = before.endswith(("镇", "乡", "街道", "县", "市", "区")) or end > village
        if named and village - start >= 2:
            yield Finding(Kind.ADDRESS, start, end)


def digits_of(words: str) -> str:
    """The digits that `words` say, half width; Chinese digits and full width are read, gaps dropped."""
    return "".join(c for c in words.translate(_VALUES) if c.isdigit())


def passes_luhn(words: str) -> bool:
    """Whether the digits of `words` pass the check of bank card numbers (ISO/IEC 7812-1, Luhn)."""
    digits = [int(c) for c in digits_of(words)]
    doubled = [d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


__all__ = ["Finding", "Kind", "digits_of", "find_personal_data", "mask", "passes_luhn", "surnames"]
