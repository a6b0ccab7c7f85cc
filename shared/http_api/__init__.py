"""What every function needs around the domain: handler, settings, parsing, problems, replies, logging."""
