"""How long the tests that grow surer with time may take: a part of it in every run, all of it under `make soak`."""

import os

SOAK = os.environ.get("SOAK") == "1"
