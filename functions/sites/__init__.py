"""Public site routes: list, details, availability."""
