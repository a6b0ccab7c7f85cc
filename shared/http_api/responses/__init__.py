"""Our answers. Mapped by hand, field by field, so that nothing of Ampeco's leaks by accident."""
