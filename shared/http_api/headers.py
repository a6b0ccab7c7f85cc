"""Headers of every answer. A CDN's own rules do not reach proxied answers, so the functions set them."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}

NEVER_KEPT = {"Cache-Control": "private, no-store"}
"""For what concerns a person, and for what must be true this second."""

KEPT_A_MINUTE = {"Cache-Control": "public, max-age=60"}
"""For the catalogue, which a warm function keeps as long."""
