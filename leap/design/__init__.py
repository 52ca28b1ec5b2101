"""The page around every page: shell, parts, forms, error pages, leaving quickly."""
