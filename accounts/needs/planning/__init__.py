"""Quiet hours on a clock. Plain Python."""
