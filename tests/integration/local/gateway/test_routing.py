import pytest

from local.gateway.routing import Router
from local.gateway.template import Function, Route

# In the worst order for a router that selects the first match.
ROUTES = [
    "$default",
    "ANY /{proxy+}",
    "GET /api/{proxy+}",
    "ANY /api/sites",
    "GET /api/sites/{siteId}",
    "GET /api/sites/near",
    "POST /api/sites",
    "GET /api/bookings/{id}/invite.ics",
    "GET /api/bookings/{id}/{rest+}",
]


def router(*keys: str) -> Router:
    routes = [Route("ANY", key) if key == "$default" else Route(*key.split(" ")) for key in keys]
    return Router([Function("F", "f.handler", 3, 128, {}, tuple(routes))])


@pytest.mark.parametrize(
    ("method", "path", "route", "parameters"),
    [
        ("GET", "/api/sites", "ANY /api/sites", {}),
        ("POST", "/api/sites", "POST /api/sites", {}),
        ("GET", "/api/sites/7", "GET /api/sites/{siteId}", {"siteId": "7"}),
        ("GET", "/api/sites/near", "GET /api/sites/near", {}),
        ("GET", "/api/sites/7/more", "GET /api/{proxy+}", {"proxy": "sites/7/more"}),
        ("GET", "/api/bookings/a.b/invite.ics", "GET /api/bookings/{id}/invite.ics", {"id": "a.b"}),
        ("GET", "/api/bookings/a/invitexics", "GET /api/bookings/{id}/{rest+}", {"id": "a", "rest": "invitexics"}),
        ("GET", "/api/bookings/a/b/c", "GET /api/bookings/{id}/{rest+}", {"id": "a", "rest": "b/c"}),
        ("DELETE", "/api/sites/7", "ANY /{proxy+}", {"proxy": "api/sites/7"}),
        ("GET", "/", "$default", {}),
    ],
)
def test_the_most_specific_route_is_selected(method: str, path: str, route: str, parameters: dict[str, str]) -> None:
    """Literals before parameters before greedy ones, a method before ANY, `$default` last."""
    match = router(*ROUTES).match(method, path)

    assert match is not None
    assert (match.route.key, match.parameters) == (route, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/sites/7"),
        ("HEAD", "/api/sites/7"),
        ("GET", "/api/sites/"),
        ("GET", "/api/sites/7/"),
        ("GET", "/api/sites/7/8"),
        ("GET", "/API/sites/7"),
        ("GET", "/api/sites"),
    ],
)
def test_other_methods_and_paths_have_no_route(method: str, path: str) -> None:
    """HTTP APIs neither strip slashes nor ignore case, and HEAD is not GET."""
    assert router("GET /api/sites/{siteId}").match(method, path) is None
