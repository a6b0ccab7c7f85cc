"""Messages to drivers about their bookings: which are due, and what each says."""
