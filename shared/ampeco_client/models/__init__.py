"""Ampeco's records, one module per resource, with what filters its list."""
