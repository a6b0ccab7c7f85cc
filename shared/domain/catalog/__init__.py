"""Sites and ports, as Ampeco lists them."""
