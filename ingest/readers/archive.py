"""A zip with XML parts (docx), opened with suspicion."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from corpus.errors import EncryptedFile, FileTooLarge, HostileFile, UnreadableFile
from ingest.limits import MEBIBYTE, Limits

_FREE = 10 * MEBIBYTE  # below this no ratio is suspicious: XML packs well


class Archive:
    """The parts of a checked zip, by name, as bytes or parsed XML."""

    def __init__(self, name: str, data: bytes, limits: Limits) -> None:
        """Raises HostileFile (bomb, strange part names), EncryptedFile, UnreadableFile (damaged)."""
        self._name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._damaged() from error
        self._check(len(data))

    def names(self) -> list[str]:
        """Names of all parts."""
        return self._zip.namelist()

    def part(self, part: str) -> bytes | None:
        """The unpacked bytes of a part, None where the zip has none. Never unpacks more than the limit of a part."""
        try:
            info = self._zip.getinfo(part)
        except KeyError:
            return None
        try:
            with self._zip.open(info) as stream:
                content = stream.read(self._limits.part_bytes + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise self._damaged() from error
        if len(content) > self._limits.part_bytes:
            raise HostileFile(f"“{self._name}”解压后异常大，像是压缩炸弹，没有收录；请核对文件来源")
        return content

    def xml(self, part: str) -> etree._Element | None:
        """The root of an XML part, None where the zip has none. Raises HostileFile for entities and endless nesting."""
        content = self.part(part)
        if content is None:
            return None
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or _hidden_doctype(content):
            raise HostileFile(f"“{self._name}”里有实体定义（可能是实体炸弹），没有收录；请核对文件来源")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            if "depth" in str(error).lower() or "huge" in str(error).lower():
                raise HostileFile(
                    f"“{self._name}”的结构嵌套过深或过大，没有收录；请核对文件来源，或另存为 txt 再收录"
                ) from error
            raise self._damaged() from error

    def _check(self, packed: int) -> None:
        infos = self._zip.infolist()
        unpacked = sum(info.file_size for info in infos)
        bomb = unpacked > self._limits.unpacked_bytes or (
            unpacked > _FREE and unpacked > packed * self._limits.expansion
        )
        if bomb or len(infos) > self._limits.zip_members:
            raise HostileFile(f"“{self._name}”解压后异常大，像是压缩炸弹，没有收录；请核对文件来源")
        if any(info.flag_bits & 0x1 for info in infos):
            raise EncryptedFile(f"“{self._name}”设了密码，请去掉密码后再收录")
        for info in infos:
            steps = info.filename.replace("\\", "/").split("/")
            if ".." in steps or info.filename.startswith(("/", "\\")) or ":" in steps[0]:
                raise HostileFile(f"“{self._name}”里有指向外部的路径，没有收录；请核对文件来源，或用 Word 重新保存")

    def _damaged(self) -> UnreadableFile:
        return UnreadableFile(f"“{self._name}”已损坏或没有下载完整，请重新下载或重新保存后再收录")


def too_long(name: str, characters: int, limits: Limits) -> None:
    """Raises FileTooLarge when a file has more characters than the limit."""
    if characters > limits.characters:
        raise FileTooLarge(f"“{name}”超过 {limits.characters // 10_000} 万字，请拆成几个文件再收录")


def _hidden_doctype(content: bytes) -> bool:
    """A document type in UTF-16, where the plain search does not see it."""
    head = content[:4096].replace(b"\x00", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
