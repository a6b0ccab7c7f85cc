"""Headers of every answer. A CDN's own rules do not reach proxied answers, so the functions set them."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}

NO_STORE = {"Cache-Control": "private, no-store"}
"""For what concerns a person."""


def _cache_headers(browser: str, cdn: str, *query: str) -> dict[str, str]:
    """Return the headers of a public answer: what a browser, any CDN (RFC 9213) and Netlify may do with it.

    `query` names the parameters that the answer depends on; Netlify keeps one copy for each of their values alone.
    """
    return {
        "Cache-Control": f"public, {browser}",
        "CDN-Cache-Control": f"public, {cdn}",
        "Netlify-CDN-Cache-Control": f"public, durable, {cdn}",
        "Netlify-Vary": f"query={'|'.join(query)}",
    }


CACHE_ONE_MINUTE = _cache_headers("max-age=60", "max-age=60, stale-while-revalidate=600", "locale")
"""For the catalog, which a warm function keeps as long."""

CACHE_A_FEW_SECONDS = _cache_headers(
    "max-age=0, must-revalidate",
    "max-age=3, stale-while-revalidate=7",
    *("date", "days", "startAfter", "endBefore"),
)
"""For free time: many who look at once ask Ampeco once. What is old is found out when it is booked, so ten seconds
at the most, and a browser keeps nothing."""

MISSING_FOR_A_MINUTE = _cache_headers("max-age=0, must-revalidate", "max-age=60", "locale")
"""For a site that there is not: whoever tries numbers is answered by the CDN, and a new site is there in a minute."""

NOT_YET_WHOLE = _cache_headers("max-age=0, must-revalidate", "max-age=3", "locale")
"""For a site so large that one request cannot read all of it: the next one reads on."""
