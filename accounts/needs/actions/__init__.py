"""Every change to what helps people (needs) and to how they are reached (contact)."""
