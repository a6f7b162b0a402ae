"""Document file to clauses (入库)."""

READER_VERSION = "1"
"""Grows when the same bytes would give other clauses; the library then reads files anew and keeps old addresses."""
