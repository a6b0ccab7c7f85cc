"""Where everything local is: the project's folder, and the address that only this machine reaches."""

from pathlib import Path

PROJECT = Path(__file__).parents[1]
HOST = "127.0.0.1"
