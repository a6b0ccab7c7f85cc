"""The refusal of a change to a booking that someone else changed first: it contains the current booking."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import BookingChanged
from shared.http_api.errors.problems import ProblemError
from shared.http_api.errors.registry import problem_for
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse
from shared.http_api.runtime.admin_services import AdminEndpoint, AdminServices


def shows_current_booking(endpoint: AdminEndpoint) -> AdminEndpoint:
    """Return the endpoint with the current booking in its problem `booking-changed`."""

    async def answer(request: Request, services: AdminServices) -> Response:
        try:
            return await endpoint(request, services)
        except BookingChanged as error:
            problem = problem_for(error)
            if problem is None:
                raise
            current = BookingDetailResponse.from_detail(error.current, error.now)
            raise ProblemError(problem._replace(extra={"current": current})) from error

    return answer
