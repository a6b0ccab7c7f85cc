"""Domain: sites, availability, bookings, references.

Independent of HTTP: functions pass plain values in and render the results.
"""
