"""Local development: everything runs here without an account."""
