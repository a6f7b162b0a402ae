"""What a policy document is, its store, and the shipped knowledge (语料)."""
