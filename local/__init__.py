"""The embedded default: everything runs here without an account."""
