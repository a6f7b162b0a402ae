"""GET and POST /api/v1/documents: what stands on the shelf, and putting a file there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse

from bot.assembly import Services
from bot.http.rights import needs
from bot.library_json import clause_json, document_json, listed_json
from corpus.errors import BadField, MingbaiError

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])
_NAME_MAX_BYTES = 200


@router.get("", dependencies=[needs("read")], operation_id="list_documents", summary="资料库里的全部文件")
def list_documents(request: Request) -> dict[str, Any]:
    """The object of `library list --json`."""
    services: Services = request.app.state.services
    day = services.today()
    return {"documents": [listed_json(one, day) for one in services.library.documents()]}


@router.get(
    "/{document_id:path}", dependencies=[needs("read")], operation_id="show_document", summary="一份文件和它的全部条款"
)
def show_document(request: Request, document_id: str) -> dict[str, Any]:
    """The object of `library show --json`; 404 for an unknown document."""
    services: Services = request.app.state.services
    shelved, clauses = services.library.show(document_id)
    return {
        "document": document_json(shelved, services.today()),
        "clauses": [clause_json(clause) for clause in clauses],
    }


@router.post("", dependencies=[needs("shelve")], operation_id="ingest_document", summary="收录一份文件")
def ingest_document(
    request: Request,
    file: Annotated[UploadFile, File(description="txt、md、html、docx、doc、pdf 或图片")],
    region: Annotated[str | None, Form(description="文件所属地点；不写由文件自己说")] = None,
) -> JSONResponse:
    """The ingest object of the contract; with the status of the error when the file was refused."""
    services: Services = request.app.state.services
    place = services.place(region)
    with tempfile.TemporaryDirectory(prefix="mingbai-upload-") as folder:
        path = Path(folder) / safe_name(file.filename)
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        (report,) = services.ingest([path], place, services.today())
        services.refresh()
    report.pop("path", None)  # a folder of ours, gone by now
    return JSONResponse(report, _status(report["error"]))


def safe_name(name: str | None) -> str:
    """The bare file name of an upload, whatever system it came from. Raises BadField for one that is none."""
    bare = PureWindowsPath(PurePosixPath(name or "").name).name.replace("\0", "").strip()
    if not bare or bare in (".", "..") or len(bare.encode("utf-8", "surrogatepass")) > _NAME_MAX_BYTES:
        raise BadField("文件名为空或太长；请改名后重新上传。")
    return bare


def _status(error: dict[str, str] | None) -> int:
    if error is None:
        return 200
    return next((kind.http_status for kind in _tree(MingbaiError) if kind.code == error["code"]), 422)


def _tree(kind: type[MingbaiError]) -> list[type[MingbaiError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _tree(below))]
