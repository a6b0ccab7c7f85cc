"""Secrets in SSM Parameter Store: create and rotate them."""
