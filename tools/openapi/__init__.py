"""`openapi.yaml`: the description of our HTTP API, generated from its request and response models.

`python -m tools.openapi` writes it. The description of a route is the docstring of its function; everything else
(problems, headers, links) is in `public.py` and `admin.py`.
"""
