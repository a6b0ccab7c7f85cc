"""Human-readable descriptions of sites; `catalog` turns them into Ampeco's records."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

__all__ = ["ConnectorType", "Port", "Post", "Site", "load_sites"]

ConnectorType = Literal["ccs1", "nacs", "j1772", "chademo"]


class _Description(BaseModel):
    """A part of a site's description."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Port(_Description):
    """One EVSE. `hardware` is the status that the charger reports."""

    label: str
    connectors: tuple[ConnectorType, ...]
    kw: int
    status: Literal["enabled", "disabled", "out of order"] = "enabled"
    hardware: str = "available"
    bookable: bool = True


class Post(_Description):
    """One charge point with its ports."""

    name: str
    ports: tuple[Port, ...]
    status: Literal["enabled", "disabled"] = "enabled"


class Site(_Description):
    """One location. Texts are by locale; `hours` are "HH:MM-HH:MM" by weekday, None for always open."""

    id: int
    code: str
    name: dict[str, str]
    description: dict[str, str] = Field(default_factory=dict)
    directions: dict[str, str] = Field(default_factory=dict)
    street: str
    city: str
    state: str
    post_code: str
    timezone: str | None
    position: tuple[float, float]
    parking: str | None
    access: tuple[str, ...] | None
    facilities: tuple[str, ...]
    hours: dict[str, tuple[str, ...]] | None = None
    photos: int = 0
    status: Literal["enabled", "disabled"] = "enabled"
    busyness: float
    charge_points: tuple[Post, ...]


@cache
def load_sites() -> tuple[Site, ...]:
    """Return the sites in `sites.yaml`, in its order."""
    text = files(__package__).joinpath("sites.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Site, ...]).validate_python(yaml.safe_load(text))
