"""Everything that can go wrong, as one tree.

    MingbaiError                 code                 http  exit
    ├── BadInput                 bad_input            400   2
    │   ├── BadField             bad_field            400   2
    │   ├── UnknownPlace         unknown_place        400   2
    │   ├── AmbiguousPlace       ambiguous_place      400   2
    │   ├── BodyTooLarge         body_too_large       413   2
    │   ├── MethodNotAllowed     method_not_allowed   405   2
    │   ├── NotFound             not_found            404   1
    │   ├── AlreadyAnswered      already_answered     409   1
    │   ├── ClockBackwards       clock_backwards      409   1
    │   ├── AlreadyThere         already_there        409   1
    │   ├── WrongState           wrong_state          409   1
    │   └── TooManyRequests      too_many_requests    429   1
    │       └── Locked           locked               429   1
    ├── UnreadableFile           unreadable_file      422   1
    │   ├── FileTooLarge         file_too_large       413   1
    │   ├── UnsupportedFormat    unsupported_format   415   1
    │   ├── EncryptedFile        encrypted_file       422   1
    │   ├── EmptyDocument        empty_document       422   1
    │   ├── HostileFile          hostile_file         422   1
    │   └── MissingProgram       missing_program      501   1
    ├── OutputFailed             output_failed        500   1
    ├── LibraryError             library_error        500   1
    │   ├── LibraryBusy          library_busy         409   1
    │   └── LibraryDamaged       library_damaged      500   1
    ├── SearchIndexError            index_error          500   1
    │   └── IndexSelfTestFailed  index_self_test      500   1
    ├── KnowledgeError           knowledge_error      500   1
    ├── SettingsError            settings_error       500   2
    ├── Unauthorized             unauthorized         401   1
    ├── Forbidden                forbidden            403   1
    ├── ChannelError             channel_error        502   1
    └── TimedOut                 timed_out            503   1

Each error carries one Chinese line for the user: what happened and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar


class MingbaiError(Exception):
    """Root of the tree. `text` is the one line a user reads; it never holds a traceback or a line break."""

    code: ClassVar[str] = "internal_error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        super().__init__(self.text)

    def as_json(self) -> dict[str, str]:
        """The error object of the public contract: {"code", "text"}."""
        return {"code": self.code, "text": self.text[:300]}


class BadInput(MingbaiError):
    """The caller's words are off: a missing field, a wrong date."""

    code = "bad_input"
    http_status = 400
    exit_code = 2


class BadField(BadInput):
    """One field of an object or line is missing, empty, or of the wrong kind."""

    code = "bad_field"


class UnknownPlace(BadInput):
    """A place that the national region tree does not know."""

    code = "unknown_place"


class AmbiguousPlace(BadInput):
    """A place name that several places bear; the text lists them, `options` holds their full paths."""

    code = "ambiguous_place"

    def __init__(self, text: str, options: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.options = tuple(options)


class BodyTooLarge(BadInput):
    """A request whose body is beyond the limit of its route."""

    code = "body_too_large"
    http_status = 413


class MethodNotAllowed(BadInput):
    """An address that exists, asked with a method that it does not take."""

    code = "method_not_allowed"
    http_status = 405


class NotFound(BadInput):
    """A document, clause or record that is not there."""

    code = "not_found"
    http_status = 404
    exit_code = 1


class AlreadyAnswered(BadInput):
    """An item of training that this learner has answered today."""

    code = "already_answered"
    http_status = 409
    exit_code = 1


class ClockBackwards(BadInput):
    """Today lies before the learner's last answer: the clock went back."""

    code = "clock_backwards"
    http_status = 409
    exit_code = 1


class AlreadyThere(BadInput):
    """Something of this name is there already."""

    code = "already_there"
    http_status = 409
    exit_code = 1


class WrongState(BadInput):
    """A record that cannot take this step now, or that somebody else has changed meanwhile."""

    code = "wrong_state"
    http_status = 409
    exit_code = 1


class TooManyRequests(BadInput):
    """Somebody asks faster than he may; `seconds` says how long he should wait."""

    code = "too_many_requests"
    http_status = 429
    exit_code = 1

    def __init__(self, text: str, seconds: int = 0) -> None:
        super().__init__(text)
        self.seconds = seconds


class Locked(TooManyRequests):
    """Too many failed logins under this name."""

    code = "locked"


class UnreadableFile(MingbaiError):
    """A file from which no text could be had."""

    code = "unreadable_file"
    http_status = 422


class FileTooLarge(UnreadableFile):
    """A file beyond the limits of size, pages or expansion."""

    code = "file_too_large"
    http_status = 413


class UnsupportedFormat(UnreadableFile):
    """A format that no reader of ours takes."""

    code = "unsupported_format"
    http_status = 415


class EncryptedFile(UnreadableFile):
    """A file that asks for a password."""

    code = "encrypted_file"


class EmptyDocument(UnreadableFile):
    """A file without any visible character."""

    code = "empty_document"


class HostileFile(UnreadableFile):
    """A file made to do harm: an archive bomb, entity expansion, endless nesting."""

    code = "hostile_file"


class MissingProgram(UnreadableFile):
    """A format that needs an extra program or package that is not installed; the text names it."""

    code = "missing_program"
    http_status = 501


class OutputFailed(MingbaiError):
    """What a command found cannot be written where its output goes."""

    code = "output_failed"


class LibraryError(MingbaiError):
    """The store of documents cannot do what was asked."""

    code = "library_error"


class LibraryBusy(LibraryError):
    """Another process owns this MINGBAI_HOME."""

    code = "library_busy"
    http_status = 409


class LibraryDamaged(LibraryError):
    """The store contradicts itself."""

    code = "library_damaged"


class SearchIndexError(MingbaiError):
    """An index cannot be built, opened or searched."""

    code = "index_error"


class IndexSelfTestFailed(SearchIndexError):
    """A known clause was not found by its own words."""

    code = "index_self_test"


class KnowledgeError(MingbaiError):
    """Shipped knowledge (digests, rules, lexicon, departments) is malformed; the text names file and entry."""

    code = "knowledge_error"


class SettingsError(MingbaiError):
    """A setting has a value that cannot be used."""

    code = "settings_error"
    exit_code = 2


class Unauthorized(MingbaiError):
    """The caller has not said who he is: no key, or a wrong one."""

    code = "unauthorized"
    http_status = 401


class Forbidden(MingbaiError):
    """The caller has no right to this."""

    code = "forbidden"
    http_status = 403


class ChannelError(MingbaiError):
    """The platform of a channel cannot be reached, or refuses what was sent to it."""

    code = "channel_error"
    http_status = 502


class TimedOut(MingbaiError):
    """A request that was not read or answered within its time."""

    code = "timed_out"
    http_status = 503
