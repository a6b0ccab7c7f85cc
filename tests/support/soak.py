"""Run lengths of tests that gain from many iterations: a part in every run, all of them under `make soak`."""

import os

import pytest

SOAK = os.environ.get("SOAK") == "1"

in_a_soak = pytest.mark.skipif(not SOAK, reason="takes long: make soak")
