"""Inquiries and their stages."""
