"""Technical building blocks without any business meaning: cache, concurrency, localization."""
