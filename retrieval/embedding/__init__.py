"""The shipped embedding model (model/) and the scripts that made it."""
