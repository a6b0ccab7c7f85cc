"""The private line between the gateway and a worker: JSON messages, each after its length.

A socket of its own, not stdout, so that whatever a handler prints reaches the console and breaks nothing.
"""

import json
import socket
import struct

LENGTH = struct.Struct("!I")


def pack(message: object) -> bytes:
    """Return the bytes that carry `message`; raises TypeError or ValueError when it is no JSON."""
    content = json.dumps(message).encode()
    return LENGTH.pack(len(content)) + content


def receive(line: socket.socket) -> object | None:
    """Wait for the next message; None once the other end is gone."""
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
