"""What staff see of the bookings of everybody: lists, one in detail, requests, the calendar of a site."""
