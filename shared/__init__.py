"""Code shared by all functions."""
