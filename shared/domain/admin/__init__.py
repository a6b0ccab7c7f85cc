"""Domain features for admins: lists, booking detail, requests, the calendar of a site."""
