"""Uploads the built pages for StaticHosting=cloudfront."""
