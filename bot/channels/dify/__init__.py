"""External knowledge for Dify: POST /retrieval finds clauses (`knowledge`), conditions on metadata (`conditions`)."""

from bot.channels.dify.knowledge import Wanted, error_fields, records

__all__ = ["Wanted", "error_fields", "records"]
