"""One module a form of question: each turns one clause (or one rule) into drafts of items."""
