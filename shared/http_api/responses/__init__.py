"""Response models, mapped field by field so that no field of Ampeco leaks."""
