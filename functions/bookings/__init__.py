"""Public booking routes: create, read, reschedule, cancel."""
