"""Permissions, retention and dashboards in the template, evaluated without an account."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared.domain.catalog.refresh import STATE_KEY
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY
from shared.http_api.errors.kinds import KINDS
from shared.http_api.observability.defects import UNREADABLE
from shared.http_api.security.enumeration_limiter import MAX_NETWORKS, NETWORKS, WINDOW_SECONDS
from tests.deploy.template import function_statements, functions, resolve, resources, template
from tests.support.project import PROJECT
from tests.support.template import own_template

FUNCTIONS = functions()
READ = own_template()
SCHEDULED = {function.name: function for function in READ.scheduled}
INVOKED = {function.name: function for function in READ.invoked}
ROUTES = {function.name: function.routes[0].key for function in READ.functions}
RESOURCES = template()["Resources"]

PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/ev-charging-bookings/"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1"
BEHIND_NETLIFY = {"ProxySigningKeyParameter": "/ev-charging-bookings/proxy-signing-key"}

WITH_SNAPSHOT = {"CatalogSnapshot": "on"}
BUCKET = {"Fn::GetAtt": "CatalogBucket.Arn"}
RESOURCES_OVER_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [BUCKET, "${CatalogBucket.Arn}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
WITH_MAIL = {"MailFrom": "bookings@example.com"}
DASHBOARDS = ("deploy/watch.yaml", "deploy/watch_catalog.yaml", "deploy/watch_messages.yaml")
ON_OTHERS = ("AWS::SES::", "AWS::SNS::", "AWS::SQS::", "AWS::DynamoDB::")

AMPECO, ADMIN, LINKS = "AMPECO_API_TOKEN", "ADMIN_TOKENS", "BOOKING_LINK_KEYS"


def secrets_of(name: str) -> set[str]:
    """Return the secrets that a function has a use for, by its route; mails have links."""
    if name == "RefreshCatalog":
        return {AMPECO}
    if name in SCHEDULED or name in INVOKED:
        return {AMPECO, LINKS}
    route = ROUTES[name]
    is_about_bookings = " /api/bookings" in route and route != "POST /api/bookings/links"
    is_about_bookings |= route == "GET /api/admin/bookings/{bookingId}"
    return {AMPECO, *([ADMIN] if "/admin/" in route else []), *([LINKS] if is_about_bookings else [])}


def arn_of(secret: str) -> str:
    return PARAMETER + secret.lower().replace("_", "-")


@pytest.mark.parametrize("name", ROUTES)
def test_a_function_may_read_the_secrets_it_needs_and_do_nothing_else(name: str) -> None:
    """Exactly these parameters, by their whole name."""
    statements = function_statements(name)

    assert {json.dumps(one["Action"]) for one in statements} == {'"ssm:GetParameter"'}
    assert {one["Resource"] for one in statements} == {arn_of(secret) for secret in secrets_of(name)}


def test_what_takes_requests_for_links_may_hand_them_over_and_do_nothing_else() -> None:
    """To this one function, where there are mails; it neither sends nor reads the keys of links."""
    statements = function_statements("RequestLinks", **WITH_MAIL)
    environment = FUNCTIONS["RequestLinks"]["Environment"]["Variables"]

    assert [(one["Action"], one["Resource"]) for one in statements] == [
        ("ssm:GetParameter", arn_of(AMPECO)),
        ("lambda:InvokeFunction", {"Ref": "SendLinks.Alias"}),
    ]
    assert resolve(environment, WITH_MAIL) == {"LINKS_FUNCTION": {"Ref": "SendLinks.Alias"}}
    assert resolve(environment, {}) == {"LINKS_FUNCTION": ""}


def test_a_request_for_links_is_tried_three_times_and_then_an_alarm() -> None:
    """By Lambda, for the alias that is invoked."""
    properties = FUNCTIONS["SendLinks"]
    retries = properties["EventInvokeConfig"]

    assert properties.get("Events") is None
    assert retries["MaximumRetryAttempts"] == 2
    assert retries["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": "FailedRuns.Arn"}


@pytest.mark.parametrize("name", ["SendMessages", "SendLinks"])
def test_the_functions_that_send_mails_may_send_and_record_them_and_do_nothing_else(name: str) -> None:
    """Only from MailFrom, whether its address or its domain was verified, and only in the table of messages."""
    statements = function_statements(name, **WITH_MAIL)
    ses = "arn:aws:ses:us-east-1:123456789012:"

    assert [(one["Action"], one["Resource"], one.get("Condition")) for one in statements] == [
        ("ssm:GetParameter", arn_of(AMPECO), None),
        ("ssm:GetParameter", arn_of(LINKS), None),
        (
            ["ses:SendEmail", "ses:SendRawEmail"],
            [
                f"{ses}identity/bookings@example.com",
                f"{ses}identity/example.com",
                f"{ses}configuration-set/ev-charging-bookings",
            ],
            {"StringEquals": {"ses:FromAddress": "bookings@example.com"}},
        ),
        (
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            {"Fn::GetAtt": "MessagesTable.Arn"},
            None,
        ),
    ]


def test_nothing_of_the_snapshot_exists_unless_it_is_on() -> None:
    """Nor is a function told where it is."""
    without, with_snapshot = resources(), resources(**WITH_SNAPSHOT)
    url = template()["Globals"]["Function"]["Environment"]["Variables"]["CATALOG_URL"]

    assert with_snapshot.keys() - without.keys() == {
        "CatalogBucket",
        "CatalogBucketPolicy",
        "FailedRefreshes",
        "RefreshCatalog",
        "WatchCatalog",
        "WriteCatalog",
    }
    assert resolve(url, {}) == ""
    assert resolve(url, WITH_SNAPSHOT) == "https://${CatalogBucket.RegionalDomainName}"


@pytest.mark.parametrize("name", [*ROUTES, "RefreshCatalog"])
def test_one_function_writes_the_snapshot_and_every_other_may_read_this_one_object(name: str) -> None:
    """The writer's state is nobody else's."""
    allowed = {
        (action, one["Resource"])
        for one in function_statements(name, **WITH_SNAPSHOT)
        for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
        if action.startswith("s3:")
    }
    snapshot, state = f"${{CatalogBucket.Arn}}/{SNAPSHOT_KEY}", f"${{CatalogBucket.Arn}}/{STATE_KEY}"
    writes = {("s3:PutObject", snapshot), ("s3:PutObject", state), ("s3:GetObject", state)}

    assert allowed == {("s3:GetObject", snapshot)} | (writes if name == "RefreshCatalog" else set())


def test_the_bucket_is_private_encrypted_and_forgets() -> None:
    """What the schedule no longer writes is deleted."""
    bucket = RESOURCES["CatalogBucket"]["Properties"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 7)


def test_refreshes_neither_overlap_nor_repeat() -> None:
    """A run ends before the next one starts, which makes up for a failed one."""
    function, properties = SCHEDULED["RefreshCatalog"], FUNCTIONS["RefreshCatalog"]

    assert function.timeout < (function.every or 0) == 60
    assert resolve(properties["ReservedConcurrentExecutions"], {"ReadConcurrency": "20"}) == 1
    schedule = properties["Events"]["EveryMinute"]["Properties"]
    assert (
        properties["EventInvokeConfig"]["MaximumRetryAttempts"] == schedule["RetryPolicy"]["MaximumRetryAttempts"] == 0
    )
    failed = {"Fn::GetAtt": "FailedRefreshes.Arn"}
    assert schedule["DeadLetterConfig"]["Arn"] == failed
    assert properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] == failed


def test_nothing_of_mails_exists_without_a_sender() -> None:
    """And with one, everything does."""
    without, with_mail = resources(), resources(**WITH_MAIL)
    added = with_mail.keys() - without.keys()

    assert added == {
        "FailedRuns",
        "InvokeSendLinks",
        "MailEvents",
        "MailFeedback",
        "MailFeedbackPolicy",
        "MailFeedbackTopic",
        "MessagesTable",
        "MailLibraries",
        "RecordMessages",
        "SendLinks",
        "SendMail",
        "SendMessages",
        "WatchMessages",
    }
    assert [name for name, one in without.items() if one["Type"].startswith(ON_OTHERS)] == []


def test_what_exists_without_a_sender_refers_to_nothing_of_mails() -> None:
    """A reference to a resource that does not exist fails the deployment."""
    absent = resources(**WITH_MAIL).keys() - resources().keys()
    outputs = {name: one for name, one in template()["Outputs"].items() if one.get("Condition") != "HasMail"}
    text = json.dumps(resolve([resources(), outputs], {}))

    assert [name for name in absent if re.search(rf'"(Ref|Fn::GetAtt)": "{name}[".]', text)] == []


def test_the_table_is_as_powertools_expects_it_and_forgets() -> None:
    """Its layer for DynamoDB writes to `id` and sets `expiration`."""
    table = RESOURCES["MessagesTable"]["Properties"]

    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "id", "AttributeType": "S"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_runs_of_the_schedule_neither_overlap_nor_repeat() -> None:
    """A run ends before the next one starts; a failed one is not repeated, as the next makes up for it."""
    function, properties = SCHEDULED["SendMessages"], FUNCTIONS["SendMessages"]
    schedule = properties["Events"]["EveryMinute"]["Properties"]

    assert function.every == 60
    assert function.timeout < function.every
    assert resolve(properties["ReservedConcurrentExecutions"], {"BookingConcurrency": "20"}) == 1
    assert schedule["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert properties["EventInvokeConfig"]["MaximumRetryAttempts"] == 0
    failed = {"Fn::GetAtt": "FailedRuns.Arn"}
    assert schedule["DeadLetterConfig"]["Arn"] == failed
    assert properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] == failed


def test_bounces_and_complaints_are_published_by_ses_alone() -> None:
    """Of this stack's mails; the topic is in no subscription, as it has addresses of drivers."""
    (statement,) = RESOURCES["MailFeedbackPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    destination = RESOURCES["MailFeedback"]["Properties"]["EventDestination"]

    assert set(destination["MatchingEventTypes"]) == {"bounce", "complaint", "reject"}
    assert statement["Principal"] == {"Service": "ses.amazonaws.com"}
    assert resolve(statement["Condition"], WITH_MAIL)["StringEquals"] == {
        "AWS:SourceAccount": "123456789012",
        "AWS:SourceArn": "arn:aws:ses:us-east-1:123456789012:configuration-set/ev-charging-bookings",
    }
    assert [name for name, one in RESOURCES.items() if one["Type"] == "AWS::SNS::Subscription"] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_told_the_names_of_just_these(name: str) -> None:
    """And never a secret itself."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    named = {**variables, **FUNCTIONS[name].get("Environment", {}).get("Variables", {})}

    parameters = {each.removesuffix("_PARAMETER") for each in named if each.endswith("_PARAMETER")}
    assert parameters == secrets_of(name) | {"PROXY_SIGNING_KEY"}
    assert named.keys() & {AMPECO, ADMIN, LINKS, "PROXY_SIGNING_KEY"} == set()


def test_a_signing_key_and_a_kms_key_are_two_permissions_more() -> None:
    """Where they are configured, and on nothing but them."""
    statements = function_statements("ListSites", **BEHIND_NETLIFY, SecretsKeyArn=KEY)

    assert [(one["Action"], one["Resource"]) for one in statements] == [
        ("ssm:GetParameter", arn_of(AMPECO)),
        ("ssm:GetParameter", arn_of("PROXY_SIGNING_KEY")),
        ("kms:Decrypt", KEY),
    ]


def test_no_policy_has_a_wildcard() -> None:
    """Neither in an action nor in a resource, with any parameters."""
    documents = [one["Properties"]["PolicyDocument"] for one in RESOURCES.values() if "Policy" in one["Type"]]
    parameters = {**BEHIND_NETLIFY, **WITH_MAIL, **WITH_SNAPSHOT, "SecretsKeyArn": KEY}
    statements = [one for each in documents for one in resolve(each["Statement"], parameters)]

    assert len(documents) == 9
    assert [one for one in statements if one["Effect"] == "Deny"] == [RESOURCES_OVER_TLS]
    assert "*" not in json.dumps([one for one in statements if one["Effect"] == "Allow"])


def test_the_bucket_is_for_its_distribution_alone() -> None:
    """Private; only one CloudFront distribution can read its objects."""
    resources = template("deploy/website.yaml")["Resources"]
    bucket, (statement, _) = resources["Bucket"], resources["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert (statement["Effect"], statement["Action"]) == ("Allow", "s3:GetObject")
    assert "distribution/${Distribution}" in statement["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]


def test_no_secret_is_a_parameter_of_the_stack() -> None:
    """Parameters are shown in the console and kept in its history."""
    secret = re.compile(r"token|key|secret", re.IGNORECASE)
    named = [name for name in template()["Parameters"] if secret.search(name)]

    assert [name for name in named if not name.endswith(("Parameter", "KeyArn"))] == []


def test_writes_are_throttled_far_below_reads() -> None:
    """Every route has a limit of its own; none of the reads has as much as the default."""
    api = RESOURCES["Api"]["Properties"]
    default, own = api["DefaultRouteSettings"], api["RouteSettings"]

    assert set(own) == set(ROUTES.values())
    assert max(limits["ThrottlingRateLimit"] for limits in own.values()) < default["ThrottlingRateLimit"]
    writes = [limits["ThrottlingRateLimit"] for route, limits in own.items() if route.startswith("POST ")]
    assert max(writes) * 10 <= default["ThrottlingRateLimit"]


def test_the_throttle_keeps_every_counted_visitor_in_memory() -> None:
    """What a function remembers of visitors holds all whom the API lets order while their orders count."""
    limits = RESOURCES["Api"]["Properties"]["RouteSettings"]["POST /api/bookings"]
    orders = limits["ThrottlingRateLimit"] * WINDOW_SECONDS + limits["ThrottlingBurstLimit"]

    assert orders * len(NETWORKS) < MAX_NETWORKS


def test_a_new_account_can_take_it() -> None:
    """Ten concurrent executions in all: reserving any would be refused."""
    reserved = {name: one.get("ReservedConcurrentExecutions") for name, one in FUNCTIONS.items()}

    assert {name for name, one in reserved.items() if resolve([one], {}) != []} == set()
    assert resolve(reserved["CreateBooking"], {"BookingConcurrency": "5"}) == "5"
    assert resolve(reserved["ListSites"], {"ReadConcurrency": "20"}) == "20"


def test_the_access_log_has_no_personal_data() -> None:
    """The route instead of the path, no query, no address; in JSON."""
    fields = json.loads(RESOURCES["Api"]["Properties"]["AccessLogSettings"]["Format"])

    assert set(fields.values()) == {
        "$context.requestTime",
        "$context.requestId",
        "$context.routeKey",
        "$context.status",
        "$context.responseLatency",
        "$context.responseLength",
        "$context.integration.integrationStatus",
        "$context.integration.status",
    }


def test_every_log_is_json_and_has_a_retention() -> None:
    """Of the functions and of the API."""
    kept = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Logs::LogGroup"]

    assert template()["Globals"]["Function"]["LoggingConfig"] == {
        "LogFormat": "JSON",
        "LogGroup": {"Ref": "FunctionLog"},
    }
    assert [one["RetentionInDays"] for one in kept] == [{"Ref": "LogRetentionDays"}] * 2


def test_every_function_is_built_and_published_alike() -> None:
    """By the Makefile, as a version whenever anything of it changes."""
    declared = [one for one in RESOURCES.values() if one["Type"] == "AWS::Serverless::Function"]
    shared = template()["Globals"]["Function"]

    assert {one["Metadata"]["BuildMethod"] for one in declared} == {"makefile"}
    assert {one["Properties"].get("AutoPublishAliasAllProperties") for one in declared} == {True}
    assert (shared["Runtime"], shared["Architectures"], shared["Timeout"]) == ("python3.13", ["arm64"], 20)
    assert resolve(shared["SnapStart"], {}) == {"ApplyOn": "None"}


def test_only_what_sends_mails_has_the_libraries_of_mails() -> None:
    special = {name: one["Layers"] for name, one in functions().items() if "Layers" in one}

    assert special == {"SendLinks": [{"Ref": "MailLibraries"}], "SendMessages": [{"Ref": "MailLibraries"}]}


def test_layers_are_for_the_runtime_of_the_functions() -> None:
    shared = template()["Globals"]["Function"]
    layers = [one for one in RESOURCES.values() if one["Type"] == "AWS::Serverless::LayerVersion"]

    assert len(layers) == 3
    for layer in layers:
        properties = layer["Properties"]
        assert properties["CompatibleRuntimes"] == [shared["Runtime"]]
        assert (
            [layer["Metadata"]["BuildArchitecture"]] == properties["CompatibleArchitectures"] == shared["Architectures"]
        )
        assert properties["PublishLambdaVersion"]  # else functions keep the layer's version of before


def test_every_deployment_makes_a_version_of_each_function() -> None:
    """`make deploy` replaces this value: SAM publishes nothing when only the value of a parameter changed."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    deploy = (PROJECT / "Makefile").read_text()

    assert variables["RELEASE"] == "unset"
    assert "s/RELEASE: unset/RELEASE: " in deploy


ALARMS = {
    name: one["Properties"]
    for file in DASHBOARDS
    for name, one in template(file)["Resources"].items()
    if one["Type"] == "AWS::CloudWatch::Alarm"
}


def metrics_of(alarm: dict[str, Any]) -> set[str]:
    parts = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one] or [alarm]
    return {json.dumps(one["MetricName"]) for one in parts}


def test_there_is_an_alarm_for_each_failure() -> None:
    """Each notifies the same topic, also when it ends."""
    watched = {name: metrics_of(alarm) for name, alarm in ALARMS.items()}

    assert watched == {
        "ServerErrors": {'"5xx"'},
        "SlowAnswers": {'"Latency"'},
        "Throttles": {'{"Fn::Sub": "${Service}-throttled"}'},
        "UpstreamRefused": {'"upstream-refused"'},
        "UpstreamErrors": {'"upstream-error"', '"upstream-timeout"', '"upstream-busy"', '"outcome-unknown"'},
        "UnreadableRows": {'"upstream-unreadable"'},
        "AdminUnauthorized": {'"unauthorized"'},
        "NotConfigured": {'"not-configured"', '"not-ready"'},
        "Failures": {'"internal-error"'},
        "FailedRefreshes": {'"ApproximateNumberOfMessagesVisible"'},
        "MessagesFailed": {'"messages_failed"', '"messages_refused"'},
        "LinksFailed": {'"links_failed"'},
        "MessageRunsFailed": {'"run_failed"'},
        "MessagesNotRunning": {'"Invocations"'},
        "FailedMessageRuns": {'"ApproximateNumberOfMessagesVisible"'},
        "MailFeedback": {'"NumberOfMessagesPublished"'},
        "SnapshotNotWritten": {'"snapshot-written"'},
        "SnapshotStale": {'"snapshot-stale"'},
        "SnapshotUnread": {'"snapshot-unread"'},
    }
    for alarm in ALARMS.values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]


def test_alarms_and_dashboard_watch_metrics_that_the_functions_write() -> None:
    """A misspelled name would be a permanently flat line."""
    written = {"booking-requested", "booking-approved", "booking-rejected", "creation-time", "upstream-time"}
    written |= {"cold-start", UNREADABLE}
    written |= {*KINDS, *counted_by("functions/scheduled/send_messages.py")}
    written |= set(counted_by("shared/http_api/runtime/links.py"))
    written |= {*counted_by("functions/scheduled/refresh_catalog.py"), "snapshot-stale", "snapshot-unread"}
    names = {
        metric[1]
        for file in DASHBOARDS
        for widget in widgets(file)
        for metric in widget["properties"].get("metrics", [])
        if metric[0] in {"EvChargingBookings", "."} and metric[0] != "..."
    }
    own = {name for name in names if "throttled" not in name} - {"Count", "4xx", "5xx", "Latency", "Errors"}
    watched = {json.loads(one) for alarm in ALARMS.values() for one in metrics_of(alarm) if "throttled" not in one}

    assert own - written == set()
    of_aws = {"5xx", "Latency", "Invocations", "ApproximateNumberOfMessagesVisible", "NumberOfMessagesPublished"}
    assert watched - written == of_aws


@pytest.mark.parametrize("file", DASHBOARDS)
def test_a_dashboard_shows_every_alarm_of_its_stack(file: str) -> None:
    """Alarms are looked at where they can be compared with the lines that caused them."""
    own = {name for name, one in template(file)["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    shown = {alarm for widget in widgets(file) for alarm in widget["properties"].get("alarms", [])}

    assert shown == {f"${{{name}.Arn}}" for name in own}


def widgets(file: str) -> list[dict[str, Any]]:
    """Return the widgets of the dashboard in a template."""
    body = template(file)["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    shown: list[dict[str, Any]] = json.loads(body)["widgets"]
    return shown


def counted_by(file: str) -> list[str]:
    """Return the names of the metrics that a module counts."""
    return re.findall(r'count\(\s*"([\w-]+)"', Path(PROJECT / file).read_text())


@pytest.mark.parametrize("name", ["MessagesNotRunning", "SnapshotNotWritten"])
def test_a_schedule_that_does_not_run_raises_an_alarm(name: str) -> None:
    """It shows as missing data."""
    alarm = ALARMS[name]

    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["TreatMissingData"] == "breaching"


def test_every_alarm_and_parameter_is_explained() -> None:
    """An alarm at night leads to a page that says what to do."""
    page = (PROJECT / "docs/operations.md").read_text()

    assert [name for name in ALARMS if f"### {name}" not in page] == []
    assert [name for name in template()["Parameters"] if f"`{name}`" not in page] == []
