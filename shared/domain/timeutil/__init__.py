"""Intervals between instants, and the local time of a site."""
