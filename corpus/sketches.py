"""The sketches of all texts on the shelf, kept in memory: which texts share words with an incoming one is asked on
every add. They stand with their texts in the database; an index of them there would be written all over, again and
again, and would take longer than all the rest of an add.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from corpus.tables import TEXTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What an add did to the sketches: number of a text to its windows, None for a text that is gone.
Changed = Mapping[int, "NDArray[np.int64] | None"]
_FEWEST_TO_FOLD = 100_000
_ALL = select(TEXTS.c.id, TEXTS.c.sketch)


class Sketches:
    """Sampled windows to the texts that hold them, as they stand at one version of the library.

    The windows read from the database are two sorted columns; those of texts added since are a dictionary, folded
    into the columns when it has grown as large as they are.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version: int | None = None  # of the library; None: nothing is known
        self._sizes: dict[int, int] = {}
        self._recent: dict[int, int | list[int]] = {}  # window to the texts added since the columns were made
        self._added: dict[int, NDArray[np.int64]] = {}  # those texts
        self._stale: set[int] = set()  # texts whose windows in the columns hold no more
        self._windows: NDArray[np.int64]
        self._texts: NDArray[np.int64]

    def sharing(self, connection: Connection, version: int, mine: NDArray[np.int64]) -> Counter[int]:
        """Texts that hold any of these windows (sorted, each once), with how many. version: the library's now."""
        with self._lock:
            if self._version != version:
                self._read(connection, version)
            hits = Counter(self._of_columns(mine))
            for text in self._stale:
                del hits[text]
            texts: list[int] = []
            for held in map(self._recent.get, mine.tolist()):
                if held is None:
                    continue
                texts += [held] if isinstance(held, int) else held
            hits.update(texts)
            return hits

    def size(self, text: int) -> int:
        """How many windows of a text are in its sketch."""
        return self._sizes[text]

    def follow(self, version: int, changed: Changed) -> None:
        """Take over what an add changed, which brought the library to this version."""
        with self._lock:
            if self._version is None or self._version != version - 1:
                self._version = None  # others have written meanwhile: to be read anew
                return
            for text, windows in changed.items():
                self._drop(text)
                if windows is not None:
                    self._add(text, windows)
            self._version = version
            if len(self._recent) > max(_FEWEST_TO_FOLD, len(self._windows)):
                self._take_up(self._added)

    def forget(self) -> None:
        """Read all anew before the next answer."""
        with self._lock:
            self._version = None

    def _read(self, connection: Connection, version: int) -> None:
        import numpy as np

        rows = connection.execute(_ALL).all()
        sketches = {text: np.frombuffer(sketch, dtype=np.int64) for text, sketch in rows if sketch}
        self._sizes = {text: len(windows) for text, windows in sketches.items()}
        self._windows = self._texts = np.empty(0, dtype=np.int64)
        self._take_up(sketches)
        self._version = version

    def _take_up(self, sketches: Mapping[int, NDArray[np.int64]]) -> None:
        """The columns without what is stale in them, with these sketches."""
        import numpy as np

        keep = ~np.isin(self._texts, list(self._stale))
        windows = np.concatenate([self._windows[keep], *sketches.values()])
        texts = np.concatenate([self._texts[keep], *(np.full(len(w), text) for text, w in sketches.items())])
        order = np.argsort(windows, kind="stable")
        self._windows, self._texts = windows[order], texts[order]
        self._recent, self._added, self._stale = {}, {}, set()

    def _of_columns(self, mine: NDArray[np.int64]) -> list[int]:
        import numpy as np

        if not len(self._windows):
            return []
        starts = np.searchsorted(self._windows, mine, side="left")
        ends = np.searchsorted(self._windows, mine, side="right")
        texts: list[int] = []
        for at in np.flatnonzero(ends > starts).tolist():
            texts += self._texts[starts[at] : ends[at]].tolist()
        return texts

    def _drop(self, text: int) -> None:
        if self._sizes.pop(text, None) is None:
            return
        self._stale.add(text)
        added = self._added.pop(text, None)
        for window in () if added is None else added.tolist():
            held = self._recent[window]
            if isinstance(held, int) or held == [text]:
                del self._recent[window]
            else:
                held.remove(text)

    def _add(self, text: int, windows: NDArray[np.int64]) -> None:
        recent, mine = self._recent, windows.tolist()
        shared = [(window, recent[window]) for window in mine if window in recent]
        recent.update(dict.fromkeys(mine, text))
        for window, held in shared:
            texts = recent[window] = [held] if isinstance(held, int) else held
            texts.append(text)
        self._sizes[text], self._added[text] = len(windows), windows
