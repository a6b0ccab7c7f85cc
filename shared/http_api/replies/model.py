"""What all replies have in common."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.http_api.replies.words import unturned


class Reply(BaseModel):
    """A part of an answer: camelCase on the wire; what is not known is left out, never null."""

    # Built when it is first used: a function imports many more parts than its own answer has.
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, defer_build=True)

    def json_bytes(self) -> bytes:
        """Return the answer's body."""
        return unturned(self.model_dump_json(by_alias=True, exclude_none=True)).encode()

    def plain(self) -> dict[str, Any]:
        """Return the same as plain JSON values."""
        members: dict[str, Any] = json.loads(self.json_bytes())
        return members
