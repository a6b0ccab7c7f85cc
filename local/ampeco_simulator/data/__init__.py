"""Data of the simulated tenant: sites, drivers, and bookings of others."""
