"""Differences, worked out. Plain Python; no Django."""
