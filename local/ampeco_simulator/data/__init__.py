"""What exists in the simulated tenant: sites, drivers, and the bookings that others hold."""
