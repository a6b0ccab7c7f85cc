"""`make run`: start and stop simulator, site and gateway together."""
