"""Comparing texts. Plain Python."""
