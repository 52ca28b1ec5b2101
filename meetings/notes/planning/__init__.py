"""Days and differences, worked out. Plain Python; no Django."""
