"""Request parsing and validation."""
