"""The few words of a calendar entry, by language; the pages have theirs in `locales/`.

Where both say the same, they say it in the same words: a test compares them.
"""

from collections.abc import Mapping

from shared.infra.localization import FALLBACK_LANGUAGE, language_of

Words = Mapping[str, str]

_WORDS: Mapping[str, Words] = {
    "en": {
        "summary": "EV charging: {place}",
        "port": "Port {port}",
        "port-marked": "Port {port}, marked {reference}",
        "link": "Your booking, to change or cancel it: {link}",
        "phone": "Help at the charger: {phone}",
        "OPEN": "Open to everyone",
        "TOKEN": "Card or app at the gate",
        "LICENSE_PLATE": "License plate is read at the gate",
        "ACCESS_CODE": "Code at the gate",
        "INTERCOM": "Ring at the intercom",
        "PARKING_TICKET": "Take a parking ticket",
    },
    "es": {
        "summary": "Carga del auto: {place}",
        "port": "Puerto {port}",
        "port-marked": "Puerto {port}, marcado {reference}",
        "link": "Su reserva, para cambiarla o cancelarla: {link}",
        "phone": "Ayuda en el cargador: {phone}",
        "OPEN": "Abierto para todos",
        "TOKEN": "Tarjeta o app en la entrada",
        "LICENSE_PLATE": "La entrada lee la placa del auto",
        "ACCESS_CODE": "Código en la entrada",
        "INTERCOM": "Llame por el intercomunicador",
        "PARKING_TICKET": "Tome un boleto de estacionamiento",
    },
}


def words_for(locale: str) -> Words:
    """Return the words in the reader's language, else in English."""
    return _WORDS.get(language_of(locale), _WORDS[FALLBACK_LANGUAGE])
