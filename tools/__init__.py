"""Build and check tools."""
