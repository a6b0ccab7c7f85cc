"""Functions that run on a schedule."""
