"""Texts of calendar entries, by language; the page texts are in `locales/`.

A test checks that both use the same wording for the same things.
"""

from collections.abc import Mapping

from shared.infra.localization import FALLBACK_LANGUAGE, language_of

Words = Mapping[str, str]

_WORDS: Mapping[str, Words] = {
    "en": {
        "summary": "EV charging: {place}",
        "port": "Port {port}",
        "port-labeled": "Port {port}, labeled {reference}",
        "link": "See, change or cancel your booking: {link}",
        "phone": "Help at the charger: {phone}",
        "OPEN": "Open to everyone",
        "TOKEN": "Use your card or app at the gate",
        "LICENSE_PLATE": "The gate reads your license plate",
        "ACCESS_CODE": "Enter a code at the gate",
        "INTERCOM": "Use the intercom",
        "PARKING_TICKET": "Take a parking ticket",
    },
    "es": {
        "summary": "Carga del auto: {place}",
        "port": "Puerto {port}",
        "port-labeled": "Puerto {port}, con la etiqueta {reference}",
        "link": "Vea, cambie o cancele su reserva: {link}",
        "phone": "Ayuda en el cargador: {phone}",
        "OPEN": "Abierto para todos",
        "TOKEN": "Use su tarjeta o app en la entrada",
        "LICENSE_PLATE": "La entrada lee su placa",
        "ACCESS_CODE": "Ingrese un código en la entrada",
        "INTERCOM": "Use el intercomunicador",
        "PARKING_TICKET": "Tome un boleto de estacionamiento",
    },
}


def words_for(locale: str) -> Words:
    """Return the texts in the requested language, else in English."""
    return _WORDS.get(language_of(locale), _WORDS[FALLBACK_LANGUAGE])
