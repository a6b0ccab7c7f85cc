"""The drivers of the tenant, with all fields of Ampeco's user record."""

from datetime import datetime, timedelta
from random import Random

from local.ampeco_simulator.formats import Record, stamp

__all__ = ["BOOKING_USERS", "user_records"]

# Without seeded bookings, so that somebody who tries the product starts with none.
_KNOWN = (
    ("driver@example.com", "Dana", "Driver", "enabled"),
    ("disabled@example.com", "Diego", "Disabled", "disabled"),
    ("duplicate@example.com", "Tess", "Duplicate", "enabled"),
    ("duplicate@example.com", "Tom", "Duplicate", "enabled"),
)
_HOLDERS = ("Other", "Ana", "Ben", "Chloe", "Dev", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi")
_LAST_NAMES = ("Alvarez", "Brooks", "Chen", "Dubois", "Eriksen", "Fofana", "Garcia", "Hughes")
_FIRST_ID = 1001
BOOKING_USERS = tuple(range(_FIRST_ID + len(_KNOWN), _FIRST_ID + len(_KNOWN) + len(_HOLDERS)))


def user_records(now: datetime, *, users_without_bookings: int) -> dict[int, Record]:
    """Return the user records by id: the four known ones, those with bookings, and some without."""
    people = [*_KNOWN]
    # Stored as entered: lookups by email ignore case, so the result may differ in case.
    people += [
        (f"{first}@Example.com", first, _LAST_NAMES[number % len(_LAST_NAMES)], "enabled")
        for number, first in enumerate(_HOLDERS)
    ]
    people += [
        (f"driver{number}@example.com", "Pat", f"No. {number}", "enabled") for number in range(users_without_bookings)
    ]
    return {
        user_id: _record(user_id, person, now - timedelta(days=90))
        for user_id, person in enumerate(people, start=_FIRST_ID)
    }


def _record(user_id: int, person: tuple[str, str, str, str], created: datetime) -> Record:
    email, first, last, status = person
    digits = Random(user_id).randrange(10**7, 10**8)
    return {
        "id": str(user_id),  # a string here, an integer everywhere else
        "email": email,
        "emailVerified": stamp(created),
        "requirePasswordReset": False,
        "firstName": first,
        "middleName": None,
        "lastName": last,
        "phone": f"+1616{digits % 10**7:07d}",
        "country": "US",
        "state": "MI",
        "city": "Grand Rapids",
        "postCode": "49503",
        "address": f"{digits % 900 + 1} Monroe Ave NW",
        "vehicleNo": f"EV {digits % 10_000:04d}",
        "personalId": f"P{digits}",
        "locale": "en",
        "balance": 12.5,
        "status": status,
        "userGroupIds": [],
        "externalId": f"crm-{user_id}",
        "subscriptionId": None,
        "options": {"sessionsAllowed": "single_session"},
        "password": f"$2y$10${digits}simulatedsimulatedsimulatedsimulatedsimu",
        "lastUpdatedAt": stamp(created),
        "createdAt": stamp(created),
        "createdBy": "token:1",
        "receiveNewsAndPromotions": False,
        "bankDetails": {
            "bankIban": f"US{digits}",
            "bankName": "First Simulated Bank",
            "bankAddress": "1 Bank Plaza, Detroit MI",
            "bankCode": "072000326",
            "bankAccountNumber": str(digits),
            "bankAccountType": "checking",
        },
        "partnerInvites": [],
        "externalAppData": {"crm": {"tier": "gold" if user_id % 2 else "silver"}},
    }
