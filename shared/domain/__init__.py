"""What the product does with Ampeco: sites, free windows, bookings, references, times.

Knows nothing of HTTP: functions bring plain values in and render what comes out.
"""
