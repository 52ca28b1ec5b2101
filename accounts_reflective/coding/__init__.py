"""Themes and which accounts speak to them."""
