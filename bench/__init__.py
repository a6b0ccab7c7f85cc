"""Counts and measures; nothing here is asserted."""
