"""Package of a function: its own module, `shared`, and the libraries of its locks, compiled."""
