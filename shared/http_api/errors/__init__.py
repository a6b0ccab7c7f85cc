"""Problem responses (RFC 9457), and the mapping from exceptions to them."""
