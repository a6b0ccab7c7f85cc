"""What `make run` does: the simulator, the site and the gateway, started together and ended together."""
