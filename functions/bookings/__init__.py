"""Bookings: place one, follow it, change it."""
