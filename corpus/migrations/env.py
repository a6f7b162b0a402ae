"""How Alembic runs here: only on a connection that the library hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from corpus.desk import people_tables, record_tables, talk_store
from corpus.tables import METADATA

# Tables count once their module is loaded.
_LOADED = (people_tables, record_tables, talk_store)

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
