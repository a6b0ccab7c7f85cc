"""S3 with one bucket for the catalog snapshot: moto's, over HTTP."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
from moto.server import ThreadedMotoServer

_BUCKET = "catalog"


@contextmanager
def running_bucket() -> Iterator[dict[str, str]]:
    """Start S3 with an empty bucket and yield the settings of the functions."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        # All its servers in a process have the same buckets.
        httpx.post(f"{endpoint}/moto-api/reset", trust_env=False).raise_for_status()
        with patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}):
            boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=_BUCKET)
            yield {"CATALOG_URL": f"{endpoint}/{_BUCKET}", "AWS_REGION": "us-east-1"}
    finally:
        server.stop()
