"""How long the tests that grow surer with time may take: a part of it in every run, all of it under `make soak`."""

import os

import pytest

SOAK = os.environ.get("SOAK") == "1"

in_a_soak = pytest.mark.skipif(not SOAK, reason="takes long: make soak")
