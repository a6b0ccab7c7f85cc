"""Create, reschedule and cancel bookings, and read their status."""
