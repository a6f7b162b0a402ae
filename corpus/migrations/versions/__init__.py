"""One file a step; the newest is `corpus.database.HEAD`."""
