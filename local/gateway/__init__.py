"""The local stand-in for the CDN and API Gateway: serves `dist/` and invokes the real handlers.

Nothing here is imported by a function; `worker.py`, `context.py` and `channel.py` are what runs beside one,
so they import the standard library only.
"""
