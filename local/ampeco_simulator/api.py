"""The operations of the Public API, as aiohttp handlers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from .availability import availability
from .decisions import decide_due
from .error_responses import bad_request, not_found
from .formats import Record, without
from .pagination import page_by_cursor, page_by_number
from .query import Query, read_query
from .request_bodies import parse_availability_body, parse_request_body
from .resources import RESOURCES, Resource, render_request
from .simulator import Simulator
from .validation import check_request_body, check_time_frame

__all__ = ["SIMULATOR", "api_routes"]

_T = TypeVar("_T")
SIMULATOR = web.AppKey("simulator", Simulator)
_RESOURCES = "/public-api/resources"
_ACTIONS = "/public-api/actions"
# At most 18 digits: longer numbers are not ids, and slow to parse.
_ID = "{id:[0-9]{1,18}}"
_PAGING = frozenset({"per_page", "cursor"})
_EVSE_INCLUDES = frozenset({"chargingProfile", "connectors"})


def api_routes() -> list[web.RouteDef]:
    """Return every operation, named by its operation id in the document."""
    routes = [
        web.post(
            f"{_ACTIONS}/locations/v2.0/{_ID}/check-booking-availability",
            _check_availability,
            name="locationCheckBookingAvailability",
        ),
        web.post(f"{_RESOURCES}/booking-requests/v1.0", _create_request, name="bookingRequestCreate"),
        web.get(
            f"{_RESOURCES}/charge-points/v2.0/{_ID}/evses",
            _list_charge_point_evses,
            name="chargePointEvsesListing",
            allow_head=False,
        ),
    ]
    for resource in RESOURCES:
        path = f"{_RESOURCES}/{resource.path}"
        routes += [
            web.get(path, _lister(resource), name=resource.listing, allow_head=False),
            web.get(f"{path}/{_ID}", _reader(resource), name=resource.read, allow_head=False),
        ]
    return routes


def _lister(resource: Resource[Any]) -> Handler:
    async def list_all(request: web.Request) -> web.Response:
        view = request.app[SIMULATOR].view(str(request.url.origin()))
        includes = resource.includes if resource.list_includes is None else resource.list_includes
        query = read_query(
            request.query,
            filters=resource.filters(view),
            includes=includes,
            others=_PAGING | {"page"} if resource.pages_by_number else _PAGING,
        )
        found = [pair for pair in sorted(resource.items(view).items()) if query.passes(pair[1])]
        by_number = resource.pages_by_number and query.cursor is None
        render = _rendered(request, resource.kind, partial(resource.render, view))
        return _page(request, query, found, render, by_number=by_number)

    return list_all


def _reader(resource: Resource[Any]) -> Handler:
    async def read_one(request: web.Request) -> web.Response:
        view = request.app[SIMULATOR].view(str(request.url.origin()))
        query: Query[object] = read_query(
            request.query, filters={}, includes=resource.includes, switches=resource.read_switches
        )
        item = resource.items(view).get(int(request.match_info["id"]))
        if item is None:
            raise not_found()
        render = _rendered(request, resource.kind, partial(resource.render, view))
        return web.json_response({"data": render(item, query.includes)})

    return read_one


async def _list_charge_point_evses(request: web.Request) -> web.Response:
    view = request.app[SIMULATOR].view()
    charge_point_id = int(request.match_info["id"])
    if charge_point_id not in view.tenant.catalog.charge_points:
        raise not_found()
    query: Query[Record] = read_query(request.query, filters={}, includes=_EVSE_INCLUDES, others=_PAGING)
    found = [
        (evse_id, evse)
        for evse_id, evse in sorted(view.tenant.catalog.evses.items())
        if evse["chargePointId"] == charge_point_id
    ]
    return _page(request, query, found, _rendered(request, "evses", _render_nested_evse))


def _render_nested_evse(evse: Record, included: frozenset[str]) -> Record:
    return without(evse, "chargePointId", "externalAppData", *(_EVSE_INCLUDES - included))


async def _check_availability(request: web.Request) -> web.Response:
    view = request.app[SIMULATOR].view()
    location_id = int(request.match_info["id"])
    if location_id not in view.tenant.catalog.locations:
        raise not_found()
    body = parse_availability_body(await _json_body(request))
    check_time_frame(body)
    free = availability(view.tenant, location_id, body.start_after, body.end_before, view.now)
    return web.json_response({"data": free})


async def _create_request(request: web.Request) -> web.Response:
    simulator = request.app[SIMULATOR]
    body = parse_request_body(await _json_body(request))
    view = simulator.view()
    check_request_body(view.tenant, body, view.now)
    due_at = view.tenant.approval.due(body.type, view.now, view.tenant.rng)
    created = view.tenant.submit(body, at=view.now, due_at=due_at)
    decide_due(view.tenant, view.now)
    return web.json_response({"data": render_request(view, created)}, status=201)


async def _json_body(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise bad_request("The request body must be JSON.")
    return await request.read()


def _rendered(
    request: web.Request, kind: str, render: Callable[[_T, frozenset[str]], Record]
) -> Callable[[_T, frozenset[str]], Record]:
    overrides = request.app[SIMULATOR].overrides
    return lambda item, included: overrides.shown(kind, render(item, included))


def _page(
    request: web.Request,
    query: Query[_T],
    found: Sequence[tuple[int, _T]],
    render: Callable[[_T, frozenset[str]], Record],
    *,
    by_number: bool = False,
) -> web.Response:
    # The whole URL as requested, so that links lead to the same host.
    url = request.url
    if by_number:
        page = page_by_number(found, per_page=query.per_page, page=query.page, url=url)
    else:
        page = page_by_cursor(found, per_page=query.per_page, cursor=query.cursor, url=url)
    data = [render(item, query.includes) for item in page.items]
    return web.json_response({"data": data, "links": page.links, "meta": page.meta})
