"""Clauses to index to evidence (检索)."""
