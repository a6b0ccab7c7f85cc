"""All requests of the client and all responses of the simulator, validated against the official document."""

import inspect
import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient
from tests.contract.document import Document, Schema, choices, fields
from tests.contract.exchanges import Exchange, ExchangeRecorder
from tests.contract.reading import READING
from tests.contract.validator import ContractValidator
from tests.contract.writing import WRITING

EXERCISES = READING | WRITING

_NO_CALL = {"aclose"}
_OF_THE_WORLD = {"filter[country]", "filter[state]"}  # their choices are geography

_PERSONAL = "more of a person than this product has any business to know"
_NOT_ASKED = {
    ("usersListing", "page"): "users are paged by cursor, as the document advises",
    ("usersListing", "include[]"): _PERSONAL,
    ("userRead", "include[]"): _PERSONAL,
    ("userRead", "withAmountDue"): _PERSONAL,
    ("chargePointRead", "include[]"): "none of it has a field in the model",
}
"""Documented parameters that the client has no way to send, each with its reason."""

_NOT_OFFERED = {
    "parkingSpaceCriteria": "cars are booked here, not lorries: the sites describe no parking spaces",
    "authorizedTokenIds": "drivers are users of the operator's own app, not roaming partners' cards",
}
"""Documented fields of a booking request that the client has no way to send, each with its reason."""


@pytest.mark.parametrize("name", EXERCISES)
async def test_every_exchange_is_as_documented(
    recorder: ExchangeRecorder, validator: ContractValidator, name: str
) -> None:
    """Paths, headers, queries, bodies, statuses: nothing missing, wrong or undocumented."""
    exchanges = await recorder.play(EXERCISES[name])

    assert exchanges
    assert validator.complaints(*exchanges) == []


async def test_every_method_of_the_client_is_exercised(recorder: ExchangeRecorder) -> None:
    """A new method fails here until it has an exercise."""
    methods = {name for name, _ in inspect.getmembers(AmpecoClient, callable) if not name.startswith("_")}

    await everything_said(recorder)

    assert methods - _NO_CALL == recorder.methods_used


async def test_every_operation_of_the_document_is_exercised(
    recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """The client has all of them, not only those that the product uses."""
    exchanges_ = await everything_said(recorder)

    assert document.operations.keys() == {validator.operation(exchange.request).name for exchange in exchanges_}


async def test_every_documented_parameter_is_sent_or_left_out_for_a_reason(
    recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """Every filter and include has a field."""
    exchanges_ = await everything_said(recorder)

    sent = {
        (validator.operation(each.request).name, name)
        for each in exchanges_
        for name, _ in validator.query(each.request)
    }
    documented = {(name, each) for name, operation in document.operations.items() for each in operation.parameters}
    assert documented - sent == _NOT_ASKED.keys()


async def test_every_documented_choice_of_a_parameter_is_sent(
    recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """Statuses, kinds, includes: a new value in the document fails here."""
    exchanges_ = await everything_said(recorder)

    sent = {
        (validator.operation(each.request).name, *pair) for each in exchanges_ for pair in validator.query(each.request)
    }
    documented = {
        (name, parameter, value)
        for name, operation in document.operations.items()
        for parameter, schema in operation.parameters.items()
        for value in choices(schema)
        if parameter not in _OF_THE_WORLD and (name, parameter) not in _NOT_ASKED
    }
    assert documented - sent == set()


async def test_every_documented_booking_request_field_is_sent_or_listed_as_unused(
    recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """In each kind of request: create, update and cancel."""
    exchanges_ = await everything_said(recorder)

    operation = document.operations["bookingRequestCreate"]
    bodies = [json.loads(each.request.content) for each in exchanges_ if validator.operation(each.request) == operation]
    sent = {(body["type"], name) for body in bodies for name in _named_in(body)}
    assert operation.body
    documented = {
        (kind, name)
        for schema in operation.body["anyOf"]
        for kind in choices(schema["properties"]["type"])
        for name in _writable(schema)
        if name.partition(".")[0] not in _NOT_OFFERED
    }
    assert documented == sent


async def test_requests_have_their_outcome_once_decided(
    recorder: ExchangeRecorder, validator: ContractValidator
) -> None:
    """The booking of an approved create request, the reason of a rejection, neither before."""
    exchanges_ = await everything_said(recorder)

    requests = list(_schema(exchanges_, validator, "bookingRequestRead"))
    creates = [each for each in requests if each["type"] == "create"]
    assert [each for each in requests if ("rejectionReason" in each) != (each["status"] == "rejected")] == []
    assert [each for each in creates if ("bookingId" in each) != (each["status"] == "approved")] == []


async def test_the_responses_cover_every_status(
    recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """A missing response is not validated."""
    exchanges_ = await everything_said(recorder)

    of_requests = {
        (record["type"], record["status"]) for record in _schema(exchanges_, validator, "bookingRequestRead")
    }
    of_bookings = {record["status"] for record in _schema(exchanges_, validator, "bookingsListing")}
    requests, bookings = (
        document.operations[name].parameters for name in ("bookingRequestsListing", "bookingsListing")
    )
    assert set(product(("create", "update", "cancel"), choices(requests["filter[status]"]))) == of_requests
    assert set(choices(bookings["filter[status]"])) == of_bookings


async def everything_said(recorder: ExchangeRecorder) -> list[Exchange]:
    """Return every exchange of every exercise."""
    return [exchange for exercise in EXERCISES.values() for exchange in await recorder.play(exercise)]


def _named_in(body: dict[str, Any]) -> Iterator[str]:
    for name, value in body.items():
        yield name
        if isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in value)


def _writable(schema: Schema) -> Iterator[str]:
    for name, field in fields(schema).items():
        if not field.schema.get("readOnly"):
            yield name
            yield from (f"{name}.{inner}" for inner in fields(field.schema))


def _schema(exchanges_: list[Exchange], validator: ContractValidator, operation: str) -> Iterator[dict[str, Any]]:
    for exchange in exchanges_:
        if validator.operation(exchange.request).name == operation:
            data = exchange.json()["data"]
            yield from data if isinstance(data, list) else [data]
