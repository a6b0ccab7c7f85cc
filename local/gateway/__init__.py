"""Local gateway in place of CDN and API Gateway: serves `dist/` and invokes the real handlers.

No function imports it. `worker.py`, `context.py` and `channel.py` run in the process of a function, so they import the
standard library only.
"""
