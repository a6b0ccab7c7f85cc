"""`openapi.yaml`: our HTTP API, described from the very models that read its requests and render its answers.

`python -m tools.openapi` writes it anew. What a route is for stands in the docstring of its function; what no model
and no docstring tells (problems, headers, links) stands in `public.py` and `admin.py`.
"""
