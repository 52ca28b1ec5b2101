"""Views: `me` (my own pages), `places` (break, return, leave, move), `joining`, `roles`, `panels`."""
