"""Hosting of the pages on AWS, compared with Netlify: the same headers for every file."""

import json
import re
import subprocess
from typing import Any

import pytest

from local.gateway.header_rules import headers_for, read_header_rules
from tests.deploy.template import template
from tests.support.project import PROJECT
from tools.build_site.hosting import ASSET_LIFETIME, ERROR_LIFETIME, PAGE_LIFETIME
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render

RESOURCES = template("deploy/website.yaml")["Resources"]
DISTRIBUTION = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """Return every file of the built site by its path."""
    return render(SiteSettings.from_environment({"API_ORIGIN": "https://api.example.com"}))


def run(function: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what one of the distribution's functions makes of each event, by running it."""
    code = RESOURCES[function]["Properties"]["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)))"
    done = subprocess.run(["node", "--eval", script], check=True, capture_output=True, text=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def lifetime(path: str) -> str:
    """Return the cache lifetime of a file in the bucket, set when it is published."""
    if path.removesuffix(".html").endswith("/404"):
        return ERROR_LIFETIME
    return ASSET_LIFETIME if path.startswith("/assets/") else PAGE_LIFETIME


def security_headers(image_origin: str = "") -> dict[str, str]:
    """Return what the distribution adds to every answer, photos coming from `image_origin`."""
    config = RESOURCES["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    known, custom = config["SecurityHeadersConfig"], config["CustomHeadersConfig"]["Items"]
    policy, values = known["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    _, photos, none = values["Photos"]["Fn::If"]
    photos = photos["Fn::Sub"].replace("${ImageOrigin}", image_origin) if image_origin else none
    own = {item["Header"].lower(): item["Value"] for item in custom if item["Override"]}
    return own | {
        "content-security-policy": policy.replace("${Photos}", photos),
        "referrer-policy": known["ReferrerPolicy"]["ReferrerPolicy"],
        "strict-transport-security": f"max-age={known['StrictTransportSecurity']['AccessControlMaxAgeSec']}",
        "x-content-type-options": "nosniff",
        "x-frame-options": known["FrameOptions"]["FrameOption"],
    }


def test_each_file_has_the_headers_that_netlify_gives_it(site: dict[str, bytes], tmp_path: Any) -> None:
    """Security, how long it is cached, and whether search engines pass it by; `/site` as `/site.html`."""
    (tmp_path / "_headers").write_bytes(site["_headers"])
    rules = read_header_rules(tmp_path / "_headers")
    paths = [f"/{name}" for name in site if not name.startswith("_")]
    paths += ["/", "/es/", *(path.removesuffix(".html") for path in paths if path.endswith(".html"))]
    events = [{"request": {"uri": path}, "response": {"headers": {}}} for path in paths]

    own = [{name: one["value"] for name, one in each["headers"].items()} for each in run("PathHeaders", events)]

    unruled = {"cache-control": "public, max-age=0, must-revalidate"}  # what Netlify sends where no rule says otherwise
    expected = {path: unruled | headers_for(path, rules) for path in paths}
    assert {
        path: security_headers() | {"cache-control": lifetime(path)} | headers
        for path, headers in zip(paths, own, strict=True)
    } == expected


def test_photos_may_come_from_the_same_origin_as_on_netlify() -> None:
    """The stack is given what the build of the pages is given."""
    origin = "https://photos.example.com"
    rules = render(SiteSettings.from_environment({"IMAGE_ORIGIN": origin}))["_headers"].decode()

    assert f"  Content-Security-Policy: {security_headers(origin)['content-security-policy']}\n" in rules
    assert f"img-src 'self' {origin};" in rules


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "/index.html"),
        ("/site", "/site.html"),
        ("/site/", "/site.html"),
        ("/assets/1/a.js", "/assets/1/a.js"),
        ("/es/", "/es/index.html"),
        ("/es", "/es/index.html"),
        ("/es/site", "/es/site.html"),
    ],
)
def test_paths_are_mapped_to_files(path: str, file: str) -> None:
    """As on Netlify and in the local gateway."""
    assert run("CleanAddresses", [{"request": {"uri": path}}]) == [{"uri": file}]


def test_the_api_has_the_same_origin_and_its_own_word_on_caching() -> None:
    """Responses about sites are cached by their query, as long as they say; nothing else of the API is."""
    behaviors = {one["PathPattern"]: one for one in DISTRIBUTION["CacheBehaviors"]}

    assert list(behaviors) == ["/api/sites*", "/api/*"]
    assert {one["TargetOriginId"] for one in behaviors.values()} == {"api"}
    assert behaviors["/api/sites*"]["CachePolicyId"] == {"Ref": "ApiCache"}
    assert behaviors["/api/*"]["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    cache = RESOURCES["ApiCache"]["Properties"]["CachePolicyConfig"]
    assert cache["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStringBehavior"] == "all"
    assert (cache["MinTTL"], cache["DefaultTTL"]) == (0, 0)


def test_no_error_is_cached() -> None:
    """Neither by the CDN, which would cache each for ten seconds, nor by a browser."""
    custom = RESOURCES["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]

    errors = {one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in DISTRIBUTION["CustomErrorResponses"]}

    assert errors == dict.fromkeys((403, 404, 500, 502, 503, 504), 0)
    assert {"Header": "Cache-Control", "Value": "no-store", "Override": False} in custom


def test_a_missing_page_is_a_404_and_the_apis_own_404_stays() -> None:
    """Error pages are for the whole distribution: one for 404 would put a page where a problem belongs."""
    pages = [one["ErrorCode"] for one in DISTRIBUTION["CustomErrorResponses"] if "ResponsePagePath" in one]

    assert pages == [403]
    assert not re.search("s3:ListBucket", json.dumps(RESOURCES["BucketPolicy"]))


def test_the_bucket_refuses_requests_without_tls() -> None:
    """For everybody, for itself and its files."""
    _, refusal = RESOURCES["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert (refusal["Effect"], refusal["Principal"], refusal["Action"]) == ("Deny", "*", "s3:*")
    assert refusal["Resource"] == [{"Fn::GetAtt": "Bucket.Arn"}, {"Fn::Sub": "${Bucket.Arn}/*"}]
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def scope(rule: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return which requests a rule of the firewall counts: what of them, how, with what."""
    narrowed = rule["Statement"]["RateBasedStatement"]["ScopeDownStatement"]
    parts = narrowed["AndStatement"]["Statements"] if "AndStatement" in narrowed else [narrowed]
    matches = [part["ByteMatchStatement"] for part in parts]
    return {(next(iter(one["FieldToMatch"])), one["PositionalConstraint"], one["SearchString"]) for one in matches}


def test_the_distribution_limits_each_visitor_as_netlify_does() -> None:
    """The same writes in a minute; reads too. The answer is a 429 with its time, which no error page replaces."""
    netlify = (PROJECT / "netlify/edge-functions/limit_bookings.js").read_text()
    writes, requests = RESOURCES["Firewall"]["Properties"]["Rules"]
    limits = [rule["Statement"]["RateBasedStatement"] for rule in (writes, requests)]

    assert f"windowLimit: {limits[0]['Limit']}, windowSize: {limits[0]['EvaluationWindowSec']}," in netlify
    assert (limits[1]["Limit"], limits[1]["EvaluationWindowSec"]) == (300, 60)
    assert {limit["AggregateKeyType"] for limit in limits} == {"IP"}
    assert scope(writes) == {("UriPath", "STARTS_WITH", "/api/bookings"), ("Method", "EXACTLY", "POST")}
    assert scope(requests) == {("UriPath", "STARTS_WITH", "/api/")}
    for rule in (writes, requests):
        answer = rule["Action"]["Block"]["CustomResponse"]
        assert answer["ResponseCode"] not in {one["ErrorCode"] for one in DISTRIBUTION["CustomErrorResponses"]}
        assert (answer["ResponseCode"], answer["ResponseHeaders"]) == (429, [{"Name": "Retry-After", "Value": "60"}])


def test_a_limited_path_cannot_be_written_otherwise() -> None:
    """`/api/%62ookings` is the same route, so the firewall decodes paths as the API does."""
    rules = RESOURCES["Firewall"]["Properties"]["Rules"]
    paths = [found for rule in rules for found in path_matches(rule["Statement"])]

    assert [[one["Type"] for one in found["TextTransformations"]] for found in paths] == [
        ["URL_DECODE", "NORMALIZE_PATH"]
    ] * 2


def path_matches(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for one in node for found in path_matches(one)]
    if not isinstance(node, dict):
        return []
    return [node] if "UriPath" in node.get("FieldToMatch", {}) else path_matches(list(node.values()))


def test_the_answer_to_too_many_requests_is_a_problem() -> None:
    """The pages read it like ours."""
    body = json.loads(RESOURCES["Firewall"]["Properties"]["CustomResponseBodies"]["TooMany"]["Content"])

    assert (body["type"], body["status"]) == ("urn:problem:too-many-attempts", 429)
    assert body.keys() == {"type", "title", "status", "detail"}


def test_nothing_of_the_distribution_records_a_path_or_an_address() -> None:
    """Neither its log nor the firewall's samples: a path can hold a booking's reference."""
    rules = RESOURCES["Firewall"]["Properties"]
    watched = [rules["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in rules["Rules"])]

    assert {one["SampledRequestsEnabled"] for one in watched} == {False}
    assert set(RESOURCES["SiteLogDelivery"]["Properties"]["RecordFields"]) == {
        "date",
        "time",
        "x-edge-location",
        "x-edge-request-id",
        "cs-method",
        "sc-status",
        "sc-bytes",
        "time-taken",
        "x-edge-result-type",
    }
    assert "Logging" not in DISTRIBUTION


def test_what_belongs_to_cloudfront_is_made_where_that_is_possible() -> None:
    """Firewall and log exist in us-east-1 alone; elsewhere a stack goes without, or is given a firewall."""
    conditional = {name: one["Condition"] for name, one in RESOURCES.items() if "Condition" in one}

    assert conditional == {
        "Firewall": "HasOwnFirewall",
        **dict.fromkeys(("SiteLog", "SiteLogSource", "SiteLogDestination", "SiteLogDelivery"), "InUsEast1"),
    }
    assert DISTRIBUTION["WebACLId"]["Fn::If"][:2] == ["HasGivenFirewall", {"Ref": "WebAclArn"}]
    assert DISTRIBUTION["WebACLId"]["Fn::If"][2]["Fn::If"][:2] == ["HasOwnFirewall", {"Fn::GetAtt": "Firewall.Arn"}]
    given = template()["Resources"]["Website"]["Properties"]["Parameters"]
    assert given.keys() == template("deploy/website.yaml")["Parameters"].keys()
