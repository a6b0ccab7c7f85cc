"""Channel between the gateway and a worker: length-prefixed JSON messages.

A separate socket instead of stdout, so that handlers can print.
"""

import json
import socket
import struct

LENGTH = struct.Struct("!I")


def pack(message: object) -> bytes:
    """Return `message` encoded; raises TypeError or ValueError if it is not JSON."""
    content = json.dumps(message).encode()
    return LENGTH.pack(len(content)) + content


def receive(line: socket.socket) -> object | None:
    """Wait for the next message; None after the other end closed."""
    head = _read(line, LENGTH.size)
    content = head and _read(line, LENGTH.unpack(head)[0])
    return json.loads(content) if content else None


def _read(line: socket.socket, size: int) -> bytes | None:
    content = bytearray()
    while len(content) < size:
        chunk = line.recv(size - len(content))
        if not chunk:
            return None
        content += chunk
    return bytes(content)
