"""Paths and addresses of local development."""

from pathlib import Path

PROJECT = Path(__file__).parents[1]
HOST = "127.0.0.1"
