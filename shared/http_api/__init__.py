"""HTTP layer of the functions, around the domain."""
