"""What the reader must know of quoted clauses (提示): standing of the document, digest or original, place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.citation import Citation
from corpus.digests import remark_on
from corpus.model import Edition, Notice, Status
from corpus.status import reaches

_STANDING = {
    Status.TEMPLATE: "{n}出自范本，不是正式文件，不能作办事依据。",
    Status.DRAFT: "{n}出自征求意见稿，没有正式印发，不能作办事依据。",
    Status.INTERPRETATION: "{n}出自政策解读，不是文件正文。",
    Status.REPEALED: "{n}所在的文件已经废止。",
    Status.SUPERSEDED: "{n}所在的文件已被后来的版本取代。",
    Status.EXPIRED: "{n}所在的文件期限已满，现在还算不算数要向发文单位核实。",
    Status.NOT_YET: "{n}所在的文件还没有到施行日期。",
}


def numbered(citations: Sequence[int]) -> str:
    """`[1][3]`."""
    return "".join(f"[{n}]" for n in citations)


def citation_notices(citations: Sequence[Citation], region: str | None) -> Iterator[Notice]:
    """The warnings that citations oblige to, each code once, naming the citations it is about.

    region: the place of the asker, full path or None.
    """
    for status, words in _STANDING.items():
        found = [n for n, c in enumerate(citations, 1) if c.status is status]
        if found:
            yield Notice(status.value, words.format(n=numbered(found)))
    yield from _digest(citations)
    yield from _place(citations, region)


def _digest(citations: Sequence[Citation]) -> Iterator[Notice]:
    """One warning for all digests: which are selections, and what is not known of their documents."""
    shown: dict[bool, list[int]] = {}
    notes: dict[str, None] = {}
    for n, citation in enumerate(citations, 1):
        if citation.document.edition is Edition.DIGEST:
            remark = remark_on(citation.document)
            shown.setdefault(remark.selected, []).append(n)
            notes |= {remark.note: None} if remark.note else {}
    if shown:
        name = {False: "要点整理", True: "要点整理（节选）"}
        said = [f"{numbered(shown[part])}显示的是{name[part]}，不是原文。" for part in sorted(shown)]
        yield Notice("digest", "".join([*said, *notes]))


def _place(citations: Sequence[Citation], region: str | None) -> Iterator[Notice]:
    placed = [(n, c.document.region) for n, c in enumerate(citations, 1) if c.document.region not in (None, "全国")]
    if region is None and placed:
        names = "、".join(dict.fromkeys(str(r).rsplit("/", 1)[-1] for _, r in placed))
        yield Notice("place_unknown", f"还不知道您在哪里，这里说的是{names}的文件。")
    others = [(n, r) for n, r in placed if region is not None and not reaches(r, region)]
    if others:
        names = "、".join(dict.fromkeys(str(r).rsplit("/", 1)[-1] for _, r in others))
        yield Notice("other_place", f"{numbered([n for n, _ in others])}是{names}的做法，只供参考，在您那里不作依据。")
