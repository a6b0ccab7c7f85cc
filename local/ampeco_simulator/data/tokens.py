"""RFID tokens of some bookings."""

from local.ampeco_simulator.formats import Record

__all__ = ["token_records"]

_FIRST_ID = 8001


def token_records() -> dict[int, Record]:
    """Return a few tokens of a roaming partner by id."""
    return {
        token_id: {
            "id": token_id,
            "uid": f"04A2{token_id}B3C480",
            "type": "RFID",
            "contractId": f"US-EVB-C{token_id}",
            "emspCountryCode": "US",
            "emspPartyId": "EVB",
        }
        for token_id in range(_FIRST_ID, _FIRST_ID + 5)
    }
