"""Bookings: place one, follow it."""
