"""A household's story to facts, measures and offices (分诊)."""
