"""Everything around the domain that a function needs."""
