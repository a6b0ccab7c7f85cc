"""Free time of ports, and alternatives to a slot that is taken."""
