"""Settings of the build of the pages."""

from typing import Annotated

from pydantic import Field, HttpUrl

from shared.http_api.runtime.settings import AppLinks, PolicySettings

Origin = Annotated[str, Field(pattern=r"^(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?$")]
"""`https://host` without a path: it becomes part of a policy. Plain HTTP is for local use only."""


class SiteSettings(PolicySettings):
    """The booking policy, and texts and addresses of the operator."""

    brand_name: str = "Future Energy"
    support_phone: str | None = None
    no_show_text: str | None = None
    """One sentence about the consequence of a no-show."""
    no_show_text_es: str | None = None
    """The same in Spanish."""
    price_text: str | None = None
    """What charging costs, in one or two sentences."""
    price_text_es: str | None = None
    """The same in Spanish."""
    image_origin: Origin | None = None
    """Origin of site photos; unset: no photos and no third-party requests."""
    driver_app_links: AppLinks = ()
    api_origin: HttpUrl | None = None
    """Where the CDN proxies `/api/*`; unset: pages and API have the same origin."""
    site_url: HttpUrl | None = None
    """Address of the pages, for absolute links between languages for search engines."""
