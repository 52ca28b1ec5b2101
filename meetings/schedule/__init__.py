"""Meetings: when, where, and what for."""
