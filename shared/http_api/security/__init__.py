"""Admin authentication, the CDN's signature, limits per visitor."""
