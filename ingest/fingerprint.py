"""The name a file has by its content alone."""

from __future__ import annotations

import hashlib


def fingerprint(data: bytes) -> str:
    """SHA-256 of the bytes, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
