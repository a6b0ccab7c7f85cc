"""Counts, arithmetic and rendered pages of the benchmarks. No time is asserted."""

import asyncio
import json

import httpx
import pytest

from bench import scale, tables
from bench.functions import with_key
from bench.host import RoundCounter
from bench.scale import CATALOG, FREE_TIME, Lifetime, fetched, popularity
from shared.http_api.responses.headers import CACHE_A_FEW_SECONDS, CACHE_ONE_MINUTE


async def answer_after_turns(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
    """Respond after the number of event loop turns in the path."""
    for _turn in range(int(request.url.path.strip("/"))):
        await asyncio.sleep(0)
    return httpx.Response(200, json=[])


async def test_concurrent_calls_are_one_round_however_long_each_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that waits for a response is in the next round."""
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer_after_turns)
    counter = RoundCounter()
    async with httpx.AsyncClient(transport=counter, base_url="http://ampeco.test") as http:
        await asyncio.gather(http.get("/1"), http.get("/90"), http.get("/3"))
        await http.get("/2")

    assert [[url.rpartition("/")[2] for _, url, _ in calls] for calls in counter.rounds] == [["1", "90", "3"], ["2"]]


def test_a_repeated_call_has_another_idempotency_key() -> None:
    """Otherwise the second measurement would find the first booking."""
    key, other = (f"web-00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))
    call = ("POST", f"http://a.test/?filter[externalId]={key}", json.dumps({"externalId": key}))

    [[(_, url, body)]] = with_key([[call]], other)

    assert url == f"http://a.test/?filter[externalId]={other}"
    assert json.loads(body) == {"externalId": other}


@pytest.mark.parametrize(
    ("per_second", "from_cdn", "fetches", "waits"),
    [(0.1, Lifetime(0, 0), 0.1, 0.1), (10.0, Lifetime(60, 600), 10 / 601, 0.0), (1e-9, Lifetime(60, 600), 1e-9, 1e-9)],
)
def test_a_cached_response_is_fetched_once_per_lifetime_under_load(
    per_second: float, from_cdn: Lifetime, fetches: float, waits: float
) -> None:
    """Without load each visitor fetches it; a visitor waits only if nobody asked while it was stale."""
    assert fetched(per_second, from_cdn) == pytest.approx((fetches, waits), rel=1e-3, abs=1e-12)


def test_all_sites_together_have_all_visits() -> None:
    """The first has the most."""
    shares = popularity(200)

    assert sum(shares) == pytest.approx(1)
    assert shares[0] == max(shares)


def test_the_cache_lifetimes_are_those_of_the_functions_headers() -> None:
    for headers, from_cdn in ((CACHE_ONE_MINUTE, CATALOG), (CACHE_A_FEW_SECONDS, FREE_TIME)):
        assert f"max-age={from_cdn.fresh}, stale-while-revalidate={from_cdn.stale}" in headers["CDN-Cache-Control"]


def test_the_pages_are_rendered_from_the_stored_results() -> None:
    """No figure is edited by hand."""
    results = tables.read_results()

    assert tables.SCALING.read_text(encoding="utf-8") == tables.scaling(results)
    assert tables.performance(results) in tables.PERFORMANCE.read_text(encoding="utf-8")


def test_a_measurement_beyond_its_budget_is_marked() -> None:
    """In the table of budgets, where all others are met but one that docs/performance.md explains."""
    results = tables.read_results()
    first, *others, calendar = results["overhead"]
    slower = first | {"ours": {"median": 5.1, "low": 5.0, "high": 5.2}}

    page = tables.performance(results | {"overhead": [slower, *others, calendar]})

    assert calendar["route"] == "GET /api/admin/calendar"
    assert [line for line in page.splitlines() if "**no**" in line] == [
        f"| overhead, warm: `{first['route']}` | 5 ms | 5.1 ms | **no** |",
        f"| overhead, warm: `{calendar['route']}` | 5 ms | {calendar['ours']['median']:.1f} ms | **no** |",
    ]


@pytest.mark.parametrize(("p95", "refused"), [(1001, {}), (90, {"429": 1}), (90, {"no answer": 1})])
def test_a_load_is_too_much_if_it_is_slow_or_requests_fail(p95: int, refused: dict[str, int]) -> None:
    """Also if only one does."""
    assert scale.is_too_slow({"all": {"p95": p95}, "refused": refused})


def test_a_load_is_not_too_much_because_times_were_taken() -> None:
    """Such a refusal is an answer."""
    assert not scale.is_too_slow({"all": {"p95": 1000}, "refused": {"409": 3}})
