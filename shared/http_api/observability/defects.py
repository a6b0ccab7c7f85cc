"""Metrics and logs of malformed rows in Ampeco's responses (ids and field paths, never values), and of the snapshot."""

from collections.abc import Sequence

from shared.ampeco_client import Defect
from shared.http_api.observability.logs import logger
from shared.http_api.observability.metrics import count

UNREADABLE = "upstream-unreadable"
_LOGGED = 20


def record_defects(operation: str, defects: Sequence[Defect]) -> None:
    """Count the malformed rows of one response, and log the first of them in one line."""
    count(UNREADABLE, len(defects))
    logger.warning(
        "unreadable",
        operation=operation,
        rows=len(defects),
        left_out=sum(defect.left_out for defect in defects),
        first=[
            {"id": defect.row_id, "fields": defect.fields, "left_out": defect.left_out} for defect in defects[:_LOGGED]
        ],
    )


def report_snapshot(why: str) -> None:
    """Count and log that the catalog snapshot is stale, or could not be read."""
    count("snapshot-stale" if why == "stale" else "snapshot-unread")
    logger.warning("snapshot", why=why)
