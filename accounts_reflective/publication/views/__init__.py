"""Pages of findings and outputs."""
