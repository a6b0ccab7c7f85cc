"""GET /api/admin/report — the figures of a site, or of all sites without `locationId`, for up to 92 days.

`?locationId=&from=2026-03-01&to=2026-03-31`, both days inclusive, in each site's time zone. Bookings count on the day
on which they start, and requests on the day on which they were created.
"""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.report_reader import MAX_DAYS, ReportService
from shared.http_api.requests.parsing import Query, QueryId, SiteDay, parse_query
from shared.http_api.responses.admin.report import ReportResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_admin


class ReportQuery(Query):
    """A site or all sites, and the days."""

    location_id: QueryId | None = None
    """The site; default: all sites."""
    first: SiteDay = Field(alias="from")
    """The first day."""
    last: SiteDay = Field(alias="to")
    """The last day, at most 91 days after the first."""

    @model_validator(mode="after")
    def _check_order_and_length(self) -> Self:
        if self.last < self.first:
            raise ValueError("to must not be before from.")
        if self.last - self.first >= timedelta(days=MAX_DAYS):
            raise ValueError(f"A report covers at most {MAX_DAYS} days.")
        return self


async def read_report(request: Request, services: AdminServices) -> Response:
    """Return the figures; refuse when there are too many bookings or requests."""
    query = parse_query(request, ReportQuery)
    report = await services.reader(ReportService).read(query.first, query.last, query.location_id)
    return json_response(ReportResponse.from_report(report, services.common.catalog.default_zone), NO_STORE)


handler = lambda_handler(require_admin(read_report))
