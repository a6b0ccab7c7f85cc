"""Actions on a booking."""

from shared.http_api.responses.base import ResponseModel


class ActionsResponse(ResponseModel):
    """Actions that Ampeco still allows for the booking."""

    can_update: bool
    can_cancel: bool


class DriverActionsResponse(ActionsResponse):
    """Actions of the driver. A port can be switched until the booking is over, also after it has begun."""

    can_switch: bool
