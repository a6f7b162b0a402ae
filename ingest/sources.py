"""A source to a reading: clauses with their duties, metadata with its evidence, counts. No file, no library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.columns import Columns
from corpus.departments import Departments
from corpus.model import Clause, Document, Notice, Reading
from corpus.regions import Regions
from corpus.versions import document_id
from ingest.duties import Lookup, assign_duties
from ingest.metadata import describe
from ingest.model import Source
from ingest.reading import parse


def read_source(
    source: Source, regions: Regions | None = None, lookup: Lookup | None = None, region: str | None = None
) -> Reading:
    """A source to a reading: clauses with duties, metadata with its evidence, counts. No file, no library is touched.

    lookup: printed office name to family and present name; by default the department register, for the document's
    place. region: full path set by hand.
    """
    parsed = parse(source)
    described = describe(parsed, source.name, regions or Regions.load(), region)
    duties, lines = assign_duties(parsed.drafts, lookup or register(described.document.region))
    clauses = Columns.of_values(
        [draft.address for draft in parsed.drafts],
        [draft.text for draft in parsed.drafts],
        [draft.heading for draft in parsed.drafts],
        [draft.page for draft in parsed.drafts],
        [draft.row for draft in parsed.drafts],
        [draft.aliases for draft in parsed.drafts],
        {at: given for at, given in enumerate(duties) if given},
    )
    document = replace(described.document, document_id=document_id(described.document, clauses.texts))
    return Reading(
        document=document,
        clauses=clauses,
        front=tuple(parsed.front),
        dropped=tuple(parsed.dropped),
        read=parsed.read,
        kept=parsed.kept,
        furniture=parsed.furniture,
        lost=parsed.lost,
        duty_lines=lines,
        tables=parsed.tables,
        warnings=_warnings(source, document, clauses),
        evidence=described.evidence,
    )


def register(place: str | None) -> Lookup:
    """The department register, asked for the offices of a place."""

    def look_up(name: str) -> tuple[str | None, str | None]:
        standing = Departments.load().lookup(name, place)
        return standing.family, standing.today

    return look_up


def _warnings(source: Source, document: Document, clauses: Sequence[Clause]) -> tuple[Notice, ...]:
    notices = []
    if document.nature is not None:
        texts = {
            "template": "这是范本，不是正式文件，不能作为办事依据。",
            "draft": "这是征求意见稿或草案，不是正式印发的文件。",
            "interpretation": "这是政策解读，不是文件正文。",
            "repealed": "文件写明已经废止。",
        }
        notices.append(Notice(document.nature.value, texts[document.nature.value]))
    if source.ocr:
        notices.append(Notice("ocr", "文字由扫描图像识别，可能有个别错字，引用前请核对原件。"))
    if source.partial:
        notices.append(Notice("partial", source.partial))
    elif not clauses:
        notices.append(Notice("partial", "文件里只有标题，没有找到正文，请检查是否下载完整。"))
    return tuple(notices)
