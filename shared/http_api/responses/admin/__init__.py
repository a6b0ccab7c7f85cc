"""Response models for admins: more than drivers see, and still only named fields."""
