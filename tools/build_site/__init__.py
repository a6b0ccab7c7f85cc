"""Build of the pages: templates, styles, scripts and icons in `public/` become `dist/`.

Needs no account and no network; the same source and settings produce the same bytes.
"""
