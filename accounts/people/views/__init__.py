"""Views: `me` (my own pages)."""
