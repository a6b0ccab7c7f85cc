"""Compare emails: trimmed, case-folded, internationalized domains (IDNA) in either form."""

import unicodedata

import idna

_ENCODED = "xn--"


def comparable_email(email: str) -> str:
    """Return the normalized email, equal for equivalent emails: trimmed, case-folded, domain in ASCII."""
    local, at, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    return f"{local.casefold()}{at}{ascii_domain(domain)}"


def email_variants(email: str) -> tuple[str, ...]:
    """Return the spellings that Ampeco may have stored: as given, and with the domain in its other form."""
    local, _, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    if not _is_international(domain):
        return (email.strip(),)
    return tuple(dict.fromkeys(f"{local}@{one}" for one in (ascii_domain(domain), _unicode(domain))))


def ascii_domain(domain: str) -> str:
    """Return the domain in ASCII; case-folded if it has no such form."""
    if not _is_international(domain):
        return domain.casefold()
    try:
        return idna.encode(domain, uts46=True).decode("ascii").casefold()
    except idna.IDNAError:
        return domain.casefold()


def _unicode(domain: str) -> str:
    try:
        return idna.decode(ascii_domain(domain))
    except idna.IDNAError:
        return domain.casefold()


def _is_international(domain: str) -> bool:
    return not domain.isascii() or _ENCODED in domain.casefold()
