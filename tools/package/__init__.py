"""The package of a function: its own module, what we share, and the libraries of `locks/functions.txt`, compiled."""
