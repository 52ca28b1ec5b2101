"""Reads of this room, viewer first."""
