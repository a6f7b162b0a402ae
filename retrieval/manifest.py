"""What an index folder holds, written beside it: the basis on which it is current or stale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 5
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Shelfmark:
    """One indexed document: a stamp of its content, its unit ids, and whether their vectors are in."""

    stamp: str
    units: tuple[int, ...]
    vectors: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """Fingerprints of what cut and encoded the texts, the library version last seen, and the documents."""

    tokenizer: str
    embedder: str
    library_version: int = -1
    documents: Mapping[str, Shelfmark] = field(default_factory=dict)
    format: int = FORMAT

    def save(self, folder: Path) -> None:
        """Write the manifest of `folder`; at no instant is there half a one."""
        raw: dict[str, Any] = {
            "format": self.format,
            "tokenizer": self.tokenizer,
            "embedder": self.embedder,
            "library_version": self.library_version,
            "documents": {key: [mark.stamp, list(mark.units), mark.vectors] for key, mark in self.documents.items()},
        }
        fresh = folder / f"{NAME}.new"
        fresh.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
        fresh.replace(folder / NAME)

    @classmethod
    def load(cls, folder: Path) -> Manifest | None:
        """The manifest of `folder`, None when there is none that can be read."""
        try:
            raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
            documents = {key: Shelfmark(row[0], tuple(row[1]), row[2]) for key, row in raw["documents"].items()}
            return cls(raw["tokenizer"], raw["embedder"], raw["library_version"], documents, raw["format"])
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None
