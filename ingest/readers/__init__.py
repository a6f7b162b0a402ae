"""Readers: a file of any format we take -> a Source, its visible characters in reading order."""

from ingest.readers.front import load, read_data, read_file

__all__ = ["load", "read_data", "read_file"]
