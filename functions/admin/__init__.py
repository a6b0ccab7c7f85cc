"""The admin page: what staff see and do."""
