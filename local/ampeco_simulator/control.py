"""Control endpoint for tests: outside the Public API, without a token, on loopback only."""

import fnmatch
from datetime import timedelta

from aiohttp import web
from pydantic import BaseModel, JsonValue, TypeAdapter

from .api import SIMULATOR
from .approval import Approval
from .bookings import Booking
from .bulk_data import BulkBookings, NewSite, add_site, fill
from .control_bodies import Decisions, Slot, Time, read_body
from .decisions import decide
from .error_responses import invalid, not_found
from .faults import FaultRule
from .formats import Record, stamp
from .overrides import Override
from .rate_limit import RateLimit, RateLimitSettings
from .request_bodies import CreateRequestBody
from .resources import render_request
from .tenant import View

__all__ = ["control_routes"]

_RULES = TypeAdapter(tuple[FaultRule, ...])
_OVERRIDES = TypeAdapter(tuple[Override, ...])
_RECORD = "/control/{kind:locations|charge-points|evses|users}/{id:[0-9]{1,18}}"
_PATCHES = TypeAdapter(dict[str, JsonValue])


def control_routes() -> list[web.RouteDef]:
    """Return the routes under /control."""
    return [
        web.get("/control/status", _read_status),
        web.get("/control/state", _read_state),
        web.post("/control/reset", _reset),
        web.put("/control/clock", _move_clock),
        web.get("/control/calls", _list_calls),
        web.delete("/control/calls", _clear_calls),
        web.get("/control/faults", _list_faults),
        web.post("/control/faults", _set_faults),
        web.delete("/control/faults", _set_no_faults),
        web.post("/control/release", _release),
        web.put("/control/overrides", _set_overrides),
        web.get("/control/approval", _read_approval),
        web.put("/control/approval", _set_approval),
        web.post("/control/decisions", _decide),
        web.put("/control/rate-limit", _set_rate_limit),
        web.get("/control/bookings", _list_bookings),
        web.post("/control/bookings", _book),
        web.post("/control/bookings/fill", _fill),
        web.post("/control/sites", _add_site),
        web.patch(_RECORD, _patch),
        web.delete(_RECORD, _delete),
    ]


async def _read_status(request: web.Request) -> web.Response:
    simulator = request.app[SIMULATOR]
    view = simulator.view()
    catalog = view.tenant.catalog
    return web.json_response(
        {
            "profile": simulator.options.profile,
            "seed": simulator.options.seed,
            "now": stamp(view.now),
            "locations": len(catalog.locations),
            "chargePoints": len(catalog.charge_points),
            "evses": len(catalog.evses),
            "users": len(view.tenant.users),
            "bookings": len(view.tenant.bookings),
            "bookingRequests": len(view.tenant.requests),
        }
    )


async def _read_state(request: web.Request) -> web.Response:
    """Return all records of bookings, requests, locations and EVSEs as the API shows them; bookings have EVSEs."""
    simulator = request.app[SIMULATOR]
    view, shown = simulator.view(), simulator.overrides.shown
    tenant = view.tenant
    bookings = [one.render(view.now) | {"bookedEvses": [{"id": one.evse_id}]} for one in tenant.bookings.values()]
    return web.json_response(
        {
            "bookings": [shown("bookings", record) for record in bookings],
            "requests": [shown("booking-requests", render_request(view, one)) for one in tenant.requests.values()],
            "locations": [shown("locations", record) for record in tenant.catalog.locations.values()],
            "evses": [shown("evses", record) for record in tenant.catalog.evses.values()],
        }
    )


async def _reset(request: web.Request) -> web.Response:
    request.app[SIMULATOR].reset()
    return _done()


async def _move_clock(request: web.Request) -> web.Response:
    time = await read_body(TypeAdapter(Time), request)
    simulator = request.app[SIMULATOR]
    if time.now is not None:
        simulator.clock.set(time.now)
    simulator.clock.advance(timedelta(seconds=time.advance_seconds))
    return web.json_response({"now": stamp(simulator.view().now)})


async def _list_calls(request: web.Request) -> web.Response:
    return web.json_response(request.app[SIMULATOR].call_log.render())


async def _clear_calls(request: web.Request) -> web.Response:
    request.app[SIMULATOR].call_log.clear()
    return _done()


async def _list_faults(request: web.Request) -> web.Response:
    return _models(request.app[SIMULATOR].faults.rules)


async def _set_faults(request: web.Request) -> web.Response:
    rules = await read_body(_RULES, request)
    operations = [route.name for route in request.app.router.routes() if route.name]
    for rule in rules:
        if not fnmatch.filter(operations, rule.operation):
            raise invalid({"operation": [f"No operation is called {rule.operation}."]})
    request.app[SIMULATOR].faults.replace(rules)
    return _models(rules)


async def _set_no_faults(request: web.Request) -> web.Response:
    request.app[SIMULATOR].faults.replace(())
    return _done()


async def _release(request: web.Request) -> web.Response:
    request.app[SIMULATOR].faults.release()
    return _done()


async def _set_overrides(request: web.Request) -> web.Response:
    """Replace the overrides of records."""
    request.app[SIMULATOR].overrides.replace(await read_body(_OVERRIDES, request))
    return _done()


async def _read_approval(request: web.Request) -> web.Response:
    return _model(request.app[SIMULATOR].tenant.approval)


async def _set_approval(request: web.Request) -> web.Response:
    """Replace the settings; pending requests keep their decision time."""
    tenant = request.app[SIMULATOR].tenant
    tenant.approval = await read_body(TypeAdapter(Approval), request)
    return _model(tenant.approval)


async def _decide(request: web.Request) -> web.Response:
    wanted = (await read_body(TypeAdapter(Decisions), request)).request_ids
    view = request.app[SIMULATOR].view()
    pending = {known.id: known for known in view.tenant.requests.values() if known.decided_at is None}
    if wanted is not None and not pending.keys() >= set(wanted):
        raise invalid({"requestIds": ["Not every request is pending."]})
    for request_id in pending if wanted is None else wanted:
        decide(view.tenant, pending[request_id], view.now)
    return _done()


async def _set_rate_limit(request: web.Request) -> web.Response:
    settings = await read_body(TypeAdapter(RateLimitSettings), request)
    request.app[SIMULATOR].rate_limit = RateLimit(settings)
    return _model(settings)


async def _list_bookings(request: web.Request) -> web.Response:
    """Return the active bookings, each with its EVSE and the `externalId` of its request."""
    view = request.app[SIMULATOR].view()
    requests_by_booking = {
        known.booking_id: known
        for known in view.tenant.requests.values()
        if isinstance(known.body, CreateRequestBody) and known.booking_id is not None
    }
    live = [booking for booking in view.tenant.bookings.values() if booking.is_live(view.now)]
    data = []
    for booking in live:
        made_by = requests_by_booking.get(booking.id)
        origin = {"requestId": made_by.id, "externalId": made_by.body.external_id} if made_by else {}
        data.append(_render(view, booking) | origin)
    return web.json_response({"bookings": data})


async def _book(request: web.Request) -> web.Response:
    slot = await read_body(TypeAdapter(Slot), request)
    view = request.app[SIMULATOR].view()
    if slot.evse_id not in view.tenant.catalog.evses or slot.user_id not in view.tenant.users:
        raise not_found()
    is_free = slot.overlapping or view.tenant.is_free(slot.evse_id, slot.start_at, slot.end_at, at=view.now)
    if slot.start_at >= slot.end_at or not is_free:
        raise invalid({"startAt": ["The EVSE is not free for this time."]})
    booking = view.tenant.book(
        user_id=slot.user_id, evse_id=slot.evse_id, start=slot.start_at, end=slot.end_at, at=view.now
    )
    return web.json_response(_render(view, booking), status=201)


async def _fill(request: web.Request) -> web.Response:
    """Add bookings in bulk; return each with its EVSE, whatever its status."""
    bulk = await read_body(TypeAdapter(BulkBookings), request)
    view = request.app[SIMULATOR].view()
    if bulk.location_id not in view.tenant.catalog.locations or not view.tenant.users.keys() >= set(bulk.user_ids):
        raise not_found()
    return web.json_response(
        {"bookings": [_render(view, one) for one in fill(view.tenant, bulk, view.now)]}, status=201
    )


async def _add_site(request: web.Request) -> web.Response:
    wanted = await read_body(TypeAdapter(NewSite), request)
    view = request.app[SIMULATOR].view()
    location_id, evse_ids = add_site(view.tenant, wanted, view.now)
    return web.json_response({"locationId": location_id, "evseIds": evse_ids}, status=201)


async def _patch(request: web.Request) -> web.Response:
    """Change fields of a catalog record or a user, in wire format."""
    view = request.app[SIMULATOR].view()
    record = _records(view, request.match_info["kind"]).get(int(request.match_info["id"]))
    if record is None:
        raise not_found()
    patch = await read_body(_PATCHES, request)
    record.update({"lastUpdatedAt": stamp(view.now), **patch})
    return web.json_response(record)


async def _delete(request: web.Request) -> web.Response:
    """Delete a catalog record or a user, as the operator does in Ampeco."""
    records = _records(request.app[SIMULATOR].view(), request.match_info["kind"])
    if records.pop(int(request.match_info["id"]), None) is None:
        raise not_found()
    return web.Response(status=204)


def _records(view: View, kind: str) -> dict[int, Record]:
    catalog = view.tenant.catalog
    return {
        "locations": catalog.locations,
        "charge-points": catalog.charge_points,
        "evses": catalog.evses,
        "users": view.tenant.users,
    }[kind]


def _render(view: View, booking: Booking) -> Record:
    return booking.render(view.now) | {"evseId": booking.evse_id}


def _model(model: BaseModel) -> web.Response:
    return web.json_response(model.model_dump(mode="json", by_alias=True))


def _models(models: tuple[BaseModel, ...]) -> web.Response:
    return web.json_response([model.model_dump(mode="json", by_alias=True) for model in models])


def _done() -> web.Response:
    return web.Response(status=204)
