"""Plain text and Markdown: one line of the file is one line of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import EmptyDocument, FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.limits import Limits
from ingest.model import Line, Source
from ingest.readers.pipetables import MARKDOWN, take_tables
from ingest.readers.visible import has_unprintable, has_visible, printable

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 20_000  # characters that are enough to tell an encoding by
_SOUND_SHARE = 0.99  # of the characters of a damaged text that must still be read
_UTF7 = re.compile(rb"\+[A-Za-z0-9+/]{3,}-?")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ODD_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how many of its characters could not be made out."""

    text: str
    encoding: str
    damaged: int = 0


def read_text(name: str, data: bytes, limits: Limits) -> Source:
    """The lines of a txt or md file; blank lines are left out, white space inside a line stays.

    Raises EmptyDocument, FileTooLarge, UnsupportedFormat (binary data) and UnreadableFile (no encoding fits).
    """
    if len(data) > limits.text_bytes:
        raise FileTooLarge(f"“{name}”超过 {limits.text_bytes >> 20} MB，请拆成几个文件再收录")
    decoded = decode(name, data)
    pieces = decoded.text.splitlines()
    if len(pieces) > limits.lines:
        raise FileTooLarge(f"“{name}”有 {len(pieces)} 行，超过上限；请拆成几个文件再收录")
    clean = printable if has_unprintable(decoded.text) else str
    lines = tuple([Line(clean(piece)) for piece in pieces if piece and (piece[0].isalnum() or has_visible(piece))])
    if not lines:
        raise EmptyDocument(f"“{name}”里没有文字，请检查是否选错了文件")
    longest = max([len(line.text) for line in lines])
    if longest > limits.line_characters:
        raise FileTooLarge(f"“{name}”有一行长达 {longest} 字，不像正常文件；请分段后再收录")
    partial = f"文件有 {decoded.damaged} 处字符损坏，以“�”代替" if decoded.damaged else None
    typed = "|" in decoded.text and name.lower().endswith(MARKDOWN)
    lines, tables = take_tables(lines) if typed else (lines, ())
    return Source(name, lines, tables, partial=partial, details={"encoding": decoded.encoding})


def decode(name: str, data: bytes) -> Decoded:
    """Bytes to text: byte order mark, UTF-8, GB18030, then detection; a text with few damaged places is still read.

    Raises UnsupportedFormat for binary data and UnreadableFile where no encoding fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(name, data[len(mark) :], encoding)
    if b"\x00" in data:
        return _without_mark(name, data)
    if _is_binary(data):
        raise UnsupportedFormat(f"“{name}”不是文字文件；请确认格式，或另存为 txt、docx、pdf 再收录")
    return _utf8(data) or _mixed(data) or _gb18030(data) or _detected(name, data)


def _marked(name: str, data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return _damaged(name, data, encoding)


def _damaged(name: str, data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    damaged = text.count("\ufffd")
    if damaged > max(1, len(text) * (1 - _SOUND_SHARE)):
        raise UnreadableFile(f"“{name}”的文字编码已损坏，读不出来；请用记事本打开，另存为 UTF-8 再收录")
    return Decoded(text, encoding, damaged)


def _without_mark(name: str, data: bytes) -> Decoded:
    """UTF-16 without its mark has NUL bytes in line ends and digits; other files with NUL bytes are no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if sample and sum(map(_is_usual, sample)) >= 0.95 * len(sample) and "\x00" not in text:
            return Decoded(text, encoding)
    raise UnsupportedFormat(f"“{name}”里有非文字的数据，不是文字文件；请确认格式，或另存为 txt、docx、pdf 再收录")


def _is_usual(char: str) -> bool:
    return char.isascii() or char in "，。、；：“”（）《》\u3000" or _HAN.match(char) is not None


def _is_binary(data: bytes) -> bool:
    sample = data[:65536]
    return len(sample) - len(sample.translate(None, _ODD_CONTROLS)) > 0.02 * len(sample)


def _utf8(data: bytes) -> Decoded | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        # GB18030 bytes hardly ever form UTF-8 characters: this many sound ones mean a damaged UTF-8 file.
        sound = len(_HAN.findall(text))
        return Decoded(text, "utf-8", damaged) if sound >= 10 and damaged * 100 <= sound else None
    if b"+" in data and text.isascii() and _UTF7.search(data):
        return _utf7(data) or Decoded(text, "utf-8")
    return Decoded(text, "utf-8")


def _mixed(data: bytes) -> Decoded | None:
    """A text glued together from UTF-8 and GB18030 parts, line by line; None where only one of them occurs."""
    lines, kinds = [], set()
    for line in data.splitlines(keepends=True):
        try:
            text, kind = line.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            try:
                text, kind = line.decode("gb18030"), "gb18030"
            except UnicodeDecodeError:
                return None
        lines.append(text)
        # A short GB18030 line may happen to be UTF-8 as well; three Chinese characters in a row hardly do.
        if kind == "gb18030" or len(_HAN.findall(text)) >= 3:
            kinds.add(kind)
    return Decoded("".join(lines), "utf-8, gb18030") if len(kinds) == 2 else None


def _utf7(data: bytes) -> Decoded | None:
    try:
        text = data.decode("utf-7")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "utf-7") if 2 * len(_HAN.findall(text)) >= len("".join(text.split())) else None


def _gb18030(data: bytes) -> Decoded | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    han = _HAN.findall(text[:_SAMPLE])
    common = sum(1 for char in han if _encodable(char, "gb2312"))
    if han and common >= 0.7 * len(han):
        return Decoded(text, "gb18030")
    # Nearly any bytes pass as GB18030; rare characters everywhere speak for Big5 (Hong Kong, Taiwan, old pages).
    try:
        return Decoded(data.decode("big5hkscs"), "big5hkscs")
    except UnicodeDecodeError:
        return Decoded(text, "gb18030") if han else None


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _detected(name: str, data: bytes) -> Decoded:
    """Last resort: GB18030 with few damaged places, else what charset-normalizer makes of it."""
    text = data.decode("gb18030", errors="replace")
    damaged = text.count("\ufffd")
    if len(_HAN.findall(text)) >= 10 and damaged <= max(1, len(text) * (1 - _SOUND_SHARE)):
        return Decoded(text, "gb18030", damaged)
    best = from_bytes(data[: 1 << 20]).best()
    if best is None or not _HAN.search(str(best)):
        raise UnreadableFile(f"“{name}”的文字编码认不出来；请用记事本打开，另存为 UTF-8 再收录")
    return _damaged(name, data, best.encoding)
