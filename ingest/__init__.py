"""Document file to clauses (入库)."""
