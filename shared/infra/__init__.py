"""Helpers without business meaning: cache, concurrency, localization."""
