"""HTTP on this machine."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For the `verify` of a client that is made for each test: it trusts nobody, where the default reads every CA."""
