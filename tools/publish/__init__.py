"""Puts the built pages where StaticHosting=cloudfront serves them from."""
