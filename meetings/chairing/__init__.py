"""Whose turn it is to chair, shared out fairly."""
