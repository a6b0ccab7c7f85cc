"""What the CDN is told beside the files: headers and redirects, in Netlify's formats."""

from pydantic import HttpUrl

# One policy for every path, since two rules may not set the same header. What the admin page's calendar needs of it,
# Svelte's one named policy, every other page takes back by a policy of its own in its head (templates/_base.html).
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)

_EVERYWHERE = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_PAGE = {"Cache-Control": "public, max-age=0, must-revalidate"}
_ASSET = {"Cache-Control": "public, max-age=31536000, immutable"}
_UNLISTED = {"X-Robots-Tag": "noindex"}


def headers_file(pages: list[str], unlisted: list[str]) -> str:
    """Return `_headers` for these pages' addresses; the unlisted ones ask search engines to pass by.

    Every rule that matches a path applies, so no two rules may set the same header for one path.
    """
    rules = {"/*": _EVERYWHERE, "/assets/*": _ASSET}
    for page in pages:
        rules[page] = _PAGE | (_UNLISTED if page in unlisted else {})
    return "\n".join(
        "\n".join([path, *(f"  {name}: {value}" for name, value in headers.items()), ""])
        for path, headers in rules.items()
    )


def redirects_file(api_origin: HttpUrl | None) -> str | None:
    """Return `_redirects`, which sends the API's paths to its origin; None when both have one origin already.

    Netlify signs what it sends there with the variable PROXY_SIGNING_KEY of its own environment, where that is set.
    """
    if api_origin is None:
        return None
    return f"/api/*  {str(api_origin).rstrip('/')}/api/:splat  200  signed=PROXY_SIGNING_KEY\n"
