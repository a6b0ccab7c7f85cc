"""Records that are loaded on first access."""

import pytest

import shared.ampeco_client as package
from shared.ampeco_client import models
from shared.ampeco_client.models import availability, booking, booking_request, charge_point, evse, location, user

RESOURCES = [availability, booking, booking_request, charge_point, evse, location, user]


@pytest.mark.parametrize("name", [*models.__all__, "parse_booking_request"])
def test_a_record_is_found_when_it_is_first_asked_for(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From the module of its resource; after that Python finds it without calling `__getattr__`."""
    monkeypatch.delitem(vars(models), name, raising=False)

    record = getattr(models, name)

    assert record in [vars(module)[name] for module in RESOURCES if name in vars(module)]
    assert vars(models)[name] is record


def test_the_client_gives_the_records_as_its_own() -> None:
    """Callers need not know in which module they are."""
    given = {name: getattr(package, name) for name in models.__all__}

    assert given == {name: getattr(models, name) for name in models.__all__}


@pytest.mark.parametrize("module", [package, models])
def test_what_is_not_there_is_no_name(module: object) -> None:
    """A misspelt record is the error that Python itself would raise."""
    with pytest.raises(AttributeError) as error:
        _ = module.Bookking  # type: ignore[attr-defined] # just that

    assert str(error.value) == "module 'shared.ampeco_client.models' has no attribute 'Bookking'"
