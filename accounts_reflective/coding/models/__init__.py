"""Themes, which accounts speak to each, what authors marked of their own words, and who looks for themes."""

from accounts_reflective.coding.models.marks import Coding, Mark
from accounts_reflective.coding.models.passages import FileTaken, LookedThrough, Passage, Remark
from accounts_reflective.coding.models.themes import Analyst, Excerpt, Theme, ThemeChange, ThemeLine

__all__ = [
    "Analyst",
    "Coding",
    "Excerpt",
    "FileTaken",
    "LookedThrough",
    "Mark",
    "Passage",
    "Remark",
    "Theme",
    "ThemeChange",
    "ThemeLine",
]
