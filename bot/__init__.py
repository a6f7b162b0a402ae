"""Everything that talks to a person or a network (对话)."""
