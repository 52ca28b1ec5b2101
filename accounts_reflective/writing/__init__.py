"""Reflective accounts: drafts, co-authors, versions, readers."""
