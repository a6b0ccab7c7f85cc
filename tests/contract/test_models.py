"""The client's models, compared with the schemas of the official document."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from shared.ampeco_client import (
    Booking,
    BookingFilters,
    BookingRequestFilters,
    CancelBooking,
    CancelRequest,
    ChargePoint,
    ChargePointFilters,
    CreateBooking,
    CreateRequest,
    Evse,
    EvseAvailability,
    EvseFilters,
    Location,
    LocationFilters,
    UpdateBooking,
    UpdateRequest,
    User,
    UserFilters,
)
from tests.contract.document import Document, Field, Operation, Schema, choices, fields, kind_of

_RECORDS: dict[str, type[BaseModel]] = {
    "locationsListing": Location,
    "locationRead": Location,
    "chargePointsListing": ChargePoint,
    "chargePointRead": ChargePoint,
    "chargePointEvsesListing": Evse,
    "evsesListing": Evse,
    "evseRead": Evse,
    "locationCheckBookingAvailability": EvseAvailability,
    "bookingsListing": Booking,
    "bookingRead": Booking,
    "usersListing": User,
    "userRead": User,
}
_REQUESTS = ("bookingRequestCreate", "bookingRequestRead", "bookingRequestsListing")
_REQUEST_KINDS: dict[str, type[BaseModel]] = {"create": CreateRequest, "update": UpdateRequest, "cancel": CancelRequest}
_INPUTS: dict[str, type[BaseModel]] = {"create": CreateBooking, "update": UpdateBooking, "cancel": CancelBooking}
_FILTERS: dict[str, Any] = {
    "locationsListing": LocationFilters,
    "chargePointsListing": ChargePointFilters,
    "evsesListing": EvseFilters,
    "bookingsListing": BookingFilters,
    "bookingRequestsListing": BookingRequestFilters,
    "usersListing": UserFilters,
}

_UNDOCUMENTED = {
    "chargePointEvsesListing: chargePointId": "the client fills in what it was asked for",
    "bookingsListing: bookedEvses": "only a read tells it",
}
"""Fields that an answer leaves out although its model is shared with one that has them, each with its reason."""

_NO_RECORD_WITHOUT = {"locationsListing: id", "locationRead: id", "usersListing: id", "userRead: id"}
"""Optional in the document, which describes what is sent by the same schema; nothing could be done without them."""


class _ModelField(NamedTuple):
    """A field of a model, and what the document has under its name; `place` is for a person."""

    place: str
    info: FieldInfo
    documented: Field | None

    @property
    def may_lack(self) -> bool:
        """Whether it may be left out or null, by the document."""
        return self.documented is not None and self.documented.may_lack

    @property
    def choices(self) -> set[str]:
        """Which values the document lists for it."""
        return set(choices(self.documented.schema)) if self.documented else set()

    @property
    def members(self) -> set[str]:
        """The members of the enumeration that it is of; empty when it is of none."""
        return _members(self.info.annotation)


@pytest.fixture(scope="module")
def fields_of_models(document: Document) -> list[_ModelField]:
    """Return every field of every response, nested records included."""
    requests = product(_REQUESTS, _REQUEST_KINDS)
    records = [
        *((name, document.operations[name].success, model) for name, model in _RECORDS.items()),
        *((name, kind_of(document.operations[name].success, kind), _REQUEST_KINDS[kind]) for name, kind in requests),
    ]
    return [each for place, record, model in records for each in _fields_of(model, record, f"{place}: ")]


def _fields_of(model: type[BaseModel], record: Schema, place: str) -> Iterator[_ModelField]:
    documented = fields(record)
    for info in model.model_fields.values():
        name = info.alias or ""
        each = documented.get(name)
        yield _ModelField(place + name, info, each)
        for kind in _types(info.annotation):
            if each and issubclass(kind, BaseModel):
                yield from _fields_of(kind, each.schema.get("items", each.schema), f"{place}{name}.")


def _members(annotation: Any) -> set[str]:
    return {member for kind in _types(annotation) if issubclass(kind, StrEnum) for member in kind}


def _types(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def test_every_response_has_a_model(document: Document) -> None:
    """So the tests below cover all of them."""
    assert document.operations.keys() == {*_RECORDS, *_REQUESTS}


def test_every_field_of_a_model_is_documented(fields_of_models: list[_ModelField]) -> None:
    """A misspelled field would always be read as absent."""
    assert {each.place for each in fields_of_models if each.documented is None} == _UNDOCUMENTED.keys()


def test_optional_fields_are_optional_in_the_model(fields_of_models: list[_ModelField]) -> None:
    """Fields that are documented as optional or nullable may be missing, and may be null."""
    may_lack = [each for each in fields_of_models if each.may_lack]

    assert {each.place for each in may_lack if each.info.is_required()} == _NO_RECORD_WITHOUT
    assert {each.place for each in may_lack if not _takes_null(each.info)} == _NO_RECORD_WITHOUT


def test_every_enumeration_has_the_documented_values(fields_of_models: list[_ModelField]) -> None:
    """No more and no fewer: a new value in the document fails here."""
    enumerations = [each for each in fields_of_models if each.documented and each.members]

    assert {each.place: each.choices for each in enumerations} == {each.place: each.members for each in enumerations}


@pytest.mark.parametrize(("kind", "model"), _INPUTS.items(), ids=_INPUTS)
def test_every_input_is_documented(document: Document, kind: str, model: type[BaseModel]) -> None:
    """Each field exists, and required fields are required."""
    body = document.operations["bookingRequestCreate"].body
    assert body
    given = list(_fields_of(model, kind_of(body, kind), ""))

    assert [each.place for each in given if each.documented is None] == []
    # A model gives its own kind away by itself.
    demanded = {each.place for each in given if not each.may_lack} - {"type"}
    assert demanded == {each.place for each in given if each.info.is_required()}


def test_every_list_with_filters_has_their_model(document: Document) -> None:
    """So the test below covers all of them."""
    assert {name for name, each in document.operations.items() if _filters(each)} == _FILTERS.keys()


@pytest.mark.parametrize(("operation", "model"), _FILTERS.items(), ids=_FILTERS)
def test_every_documented_filter_has_a_field(document: Document, operation: str, model: Any) -> None:
    """With the documented name and values."""
    documented = _filters(document.operations[operation])
    hints = {f"filter[{to_camel(name)}]": hint for name, hint in get_type_hints(model).items()}

    enumerations = {name: _members(hint) for name, hint in hints.items() if _members(hint)}
    assert documented.keys() == hints.keys()
    assert {name: set(choices(documented[name])) for name in enumerations} == enumerations


def _filters(operation: Operation) -> dict[str, Schema]:
    parameters = operation.parameters.items()
    return {name.removesuffix("[]"): schema for name, schema in parameters if name.startswith("filter[")}


def _takes_null(info: FieldInfo) -> bool:
    annotation: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    try:
        TypeAdapter(annotation).validate_python(None)
    except ValidationError:
        return False
    return True
