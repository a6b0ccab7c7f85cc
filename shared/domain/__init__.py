"""The product's domain: sites, availability, bookings, references. Knows nothing of HTTP.

Knows nothing of HTTP: functions bring plain values in and render what comes out.
"""
