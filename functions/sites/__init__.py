"""Sites: which there are, what they offer, when they are free."""
