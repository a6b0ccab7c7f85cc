"""Admin routes: bookings, requests, calendar and drivers."""
