"""Problem responses (RFC 9457), and which error each answers."""
