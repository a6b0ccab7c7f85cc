"""Response headers. A CDN's own rules do not apply to proxied responses, so the functions set them."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}

NO_STORE = {"Cache-Control": "private, no-store"}
"""For personal data."""


def _cache_headers(browser: str, cdn: str, *query: str) -> dict[str, str]:
    """Return the cache headers of a public response for browsers, CDNs (RFC 9213) and Netlify.

    `query` names the parameters that the response depends on; Netlify caches one copy per combination of their values.
    """
    return {
        "Cache-Control": f"public, {browser}",
        "CDN-Cache-Control": f"public, {cdn}",
        "Netlify-CDN-Cache-Control": f"public, durable, {cdn}",
        "Netlify-Vary": f"query={'|'.join(query)}",
    }


CACHE_ONE_MINUTE = _cache_headers("max-age=60", "max-age=60, stale-while-revalidate=600", "locale")
"""For the catalog, which warm functions cache equally long."""

CACHE_A_FEW_SECONDS = _cache_headers(
    "max-age=0, must-revalidate",
    "max-age=3, stale-while-revalidate=7",
    *("date", "days", "startAfter", "endBefore"),
)
"""For availability: concurrent visitors share one call to Ampeco. A stale slot is detected when it is booked, so ten
seconds at most, and no browser cache."""

MISSING_FOR_A_MINUTE = _cache_headers("max-age=0, must-revalidate", "max-age=60", "locale")
"""For an unknown site: the CDN answers requests for made-up ids, and a new site appears within a minute."""

NOT_YET_WHOLE = _cache_headers("max-age=0, must-revalidate", "max-age=3", "locale")
"""For a site too large to read in one request: the next request continues."""
