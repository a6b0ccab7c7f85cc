"""Headers and redirects for the CDN, in Netlify's formats."""

from collections.abc import Iterable, Mapping

from pydantic import HttpUrl

# One policy for every path, since two rules must not set the same header. Two pages need a named Trusted Types policy:
# the admin page for its calendar, built with Svelte, and the status page for its service worker. Pages that need none
# restrict it with a policy in their head (templates/_base.html).
_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html booking-worker"
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
PAGE_LIFETIME = "public, max-age=0, must-revalidate"
ASSET_LIFETIME = "public, max-age=31536000, immutable"
ERROR_LIFETIME = "no-store"
"""For errors, and for the 404 pages: a file that is missing for a moment must not stay missing in caches."""

_UNLISTED = {"X-Robots-Tag": "noindex"}


def headers_file(
    pages: Mapping[str, bool],
    assets: Iterable[str] = (),
    not_found: Iterable[str] = (),
    image_origin: str | None = None,
) -> str:
    """Return `_headers` for the addresses of these pages; unlisted ones (True) ask search engines not to index them.

    Each of the build's `assets` may be cached indefinitely. Netlify applies a rule's headers to a 404 as well, so there
    is no rule for their folder: files missing in this build get Netlify's default, which requires revalidation. The 404
    pages, at their addresses `not_found`, are never stored.

    Photos may come from `image_origin`; pages without photos restrict that like the named policies.
    All rules that match a path apply, so no two rules may set the same header for one path.
    """
    photos = f" {image_origin}" if image_origin else ""
    policy = _POLICY.replace("img-src 'self'", f"img-src 'self'{photos}")
    rules = {"/*": _EVERYWHERE | {"Content-Security-Policy": policy}}
    for page, is_unlisted in pages.items():
        rules[page] = {"Cache-Control": PAGE_LIFETIME} | (_UNLISTED if is_unlisted else {})
    rules.update({page: {"Cache-Control": ERROR_LIFETIME} for page in not_found})
    rules.update({asset: {"Cache-Control": ASSET_LIFETIME} for asset in assets})
    return "\n".join(
        "\n".join([path, *(f"  {name}: {value}" for name, value in headers.items()), ""])
        for path, headers in rules.items()
    )


def redirects_file(api_origin: HttpUrl | None, roots: Iterable[str]) -> str:
    """Return `_redirects`: API paths are proxied to its origin, missing pages to the 404 page of their language.

    Netlify signs requests to the API with its variable PROXY_SIGNING_KEY, if that is set.
    """
    rules = [f"{root}*  {root}404.html  404" for root in roots if root != "/"]
    if api_origin:
        rules.insert(0, f"/api/*  {str(api_origin).rstrip('/')}/api/:splat  200  signed=PROXY_SIGNING_KEY")
    return "".join(f"{rule}\n" for rule in rules)
