"""Packages for Lambda: a function has its own module; layers have `shared` and the libraries of the locks."""
