"""moto's server with the outbox in front of it, and the resources of the template that the functions need."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from local.aws.outbox import Outbox
from local.paths import HOST, PROJECT
from tools.cloudformation import read_document

SEND_PATH = "/v2/email/outbound-emails"
TABLE = "MessagesTable"
STOP_SECONDS = 5

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


@contextmanager
def running_endpoint(port: int, outbox: Outbox) -> Iterator[str]:
    """Serve on `port`, 0 being a free one, and yield the address."""
    moto = DomainDispatcherApplication(create_backend_app)
    server = make_server(HOST, port, with_outbox(moto, outbox), threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        serving.join(STOP_SECONDS)
        server.server_close()


def with_outbox(aws: Application, outbox: Outbox) -> Application:
    """Return an application that answers `/outbox` and `/outbox.json` itself and leaves the rest to `aws`."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI's own
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") == "GET" and path in ("/outbox", "/outbox.json"):
            headers, body = outbox.page() if path == "/outbox" else outbox.data()
            start_response("200 OK", [*headers.items(), ("content-length", str(len(body)))])
            return [body]
        answer = aws(environ, start_response)
        if path == SEND_PATH:
            outbox.collect()
        return answer

    return application


def create_resources(url: str, region: str, table: str, mail_from: str) -> None:
    """Create the table as template.yaml declares it, and verify the sender's address."""
    declared = read_document(PROJECT / "template.yaml")["Resources"][TABLE]["Properties"]
    wanted = ("AttributeDefinitions", "KeySchema", "BillingMode")
    dynamodb = _client("dynamodb", url, region)
    dynamodb.create_table(TableName=table, **{name: declared[name] for name in wanted})
    ttl = declared["TimeToLiveSpecification"]
    dynamodb.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": ttl["AttributeName"]}
    )
    _client("sesv2", url, region).create_email_identity(EmailIdentity=parseaddr(mail_from)[1])


def _client(service: str, url: str, region: str) -> Any:  # noqa: ANN401 - boto3 has no types
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return boto3.client(service, endpoint_url=url, region_name=region, **keys)
