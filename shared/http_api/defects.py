"""What Ampeco's answers have wrong: counted, and logged by ids and the paths of fields, never by a value."""

from collections.abc import Sequence

from shared.ampeco_client import Defect
from shared.http_api.logs import logger
from shared.http_api.metrics import count

UNREADABLE = "upstream-unreadable"
_TOLD = 20


def note_defects(operation: str, defects: Sequence[Defect]) -> None:
    """Count the rows of one answer that could not be read whole, and log the first of them in one line."""
    count(UNREADABLE, len(defects))
    logger.warning(
        "unreadable",
        operation=operation,
        rows=len(defects),
        left_out=sum(defect.left_out for defect in defects),
        first=[
            {"id": defect.row_id, "fields": defect.fields, "left_out": defect.left_out} for defect in defects[:_TOLD]
        ],
    )
